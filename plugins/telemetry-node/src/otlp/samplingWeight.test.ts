import * as fc from 'fast-check';
import { samplingWeight } from './samplingWeight';

const ID = '0'.repeat(32);

describe('how many requests a span stands for', () => {
  it.each([
    ['', 1],
    ['ot=th:0', 1],
    ['ot=th:8', 2],
    ['ot=th:c', 4],
    ['ot=th:f8', 32],
    ['ot=rv:0123456789abcd;th:f', 16],
    ['vendor=x, ot=th:f', 16],
    ['vendor=th:f', 1],
    ['ot=th:', 1],
    ['ot=th:xyz', 1],
    ['ot=th:fffffffffffffff', 1],
    ['ot=th:ffffffffffffff', 1_000_000],
    ['not=th:f', 1],
    ['ot=p:4', 1],
  ])('with %j is %i', (traceState, weight) => {
    expect(samplingWeight(traceState, ID)).toBe(weight);
  });

  it('is whole, and right in the mean', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff }), threshold => {
        const text = `ot=th:${threshold.toString(16).padStart(4, '0')}`;
        const weight = 65_536 / (65_536 - threshold);
        const many = Array.from({ length: 256 }, (_, at) =>
          samplingWeight(
            text,
            at.toString(16).padStart(2, '0').padEnd(32, '7'),
          ),
        );
        expect(many.every(Number.isInteger)).toBe(true);
        const mean = many.reduce((sum, own) => sum + own, 0) / many.length;
        expect(Math.abs(mean - weight)).toBeLessThan(0.01);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(samplingWeight(text, ID)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
