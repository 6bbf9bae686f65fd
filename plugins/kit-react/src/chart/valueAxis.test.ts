import * as fc from 'fast-check';
import { linearAxis, logAxis } from './valueAxis';

describe('value axis', () => {
  it.each([
    ['ratio', [0.346, null], [0, 0.2, 0.4]],
    ['ratio', [0.999], [0, 0.5, 1]],
    ['ratio', [0, 0], [0, 0.005, 0.01]],
    ['amount', [1.7], [0, 1, 2]],
    ['amount', [3.3], [0, 2, 4]],
    ['duration', [0.34], [0, 0.2, 0.4]],
    ['duration', [95], [0, 60, 120]],
    ['duration', [41], [0, 30, 60]],
    ['amount', [], [0, 0.5, 1]],
  ] as const)('of %s %j has ticks %j', (kind, values, ticks) => {
    const axis = linearAxis(values, kind);
    expect(axis.ticks.map(tick => Number(tick.toPrecision(6)))).toEqual(ticks);
  });

  it('never shows more than all of something', () => {
    expect(linearAxis([1], 'ratio').domain).toEqual([0, 1]);
  });

  it.each([
    [
      [0.06, 3],
      [0.01, 0.1, 1, 10],
    ],
    [[0.01], [0.01, 0.1]],
    [[0, null], []],
  ])('is of powers of ten for %j', (values, ticks) => {
    expect(
      logAxis(values).ticks.map(tick => Number(tick.toPrecision(6))),
    ).toEqual(ticks);
  });

  it('holds every value', () => {
    const value = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.constantFrom('duration' as const, 'amount' as const),
        (values, kind) => {
          const [top, low, high] = [
            linearAxis(values, kind).domain[1],
            ...logAxis(values).domain,
          ];
          expect(Math.max(...values)).toBeLessThanOrEqual(top * 1.002);
          expect(Math.min(...values)).toBeGreaterThanOrEqual(low * 0.999);
          expect(Math.max(...values)).toBeLessThanOrEqual(high * 1.001);
        },
      ),
    );
  });
});
