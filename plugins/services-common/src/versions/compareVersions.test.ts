import * as fc from 'fast-check';
import { compareVersions } from './compareVersions';

const number = fc.integer({ min: 0, max: 3 });
const version = fc.oneof(
  fc.tuple(number, number, number).map(numbers => numbers.join('.')),
  fc.tuple(number, number).map(numbers => `v${numbers.join('.')}`),
  fc
    .tuple(number, number, number, fc.constantFrom('rc.1', 'rc.2', 'beta'))
    .map(([a, b, c, pre]) => `${a}.${b}.${c}-${pre}`),
  fc.constantFrom('main', 'a41f09c', 'nightly-17', 'nightly-9'),
);

it('puts the newest first and text after numbers', () => {
  expect(
    ['1.9.0', 'main', '1.10.0', '2.0.0-rc.1', '2.0.0'].sort(compareVersions),
  ).toEqual(['2.0.0', '2.0.0-rc.1', '1.10.0', '1.9.0', 'main']);
});

it('is a total order', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      const sign = (x: string, y: string) => Math.sign(compareVersions(x, y));
      expect(sign(a, b) + sign(b, a)).toBe(0);
      const ordered = [a, b, c].sort(compareVersions);
      expect(sign(ordered[0], ordered[2])).toBeLessThanOrEqual(0);
      expect(sign(a, b) === 0).toBe(a === b);
    }),
    { numRuns: 500 },
  );
});
