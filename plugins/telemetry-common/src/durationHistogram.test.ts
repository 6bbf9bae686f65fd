import * as fc from 'fast-check';
import {
  bucketOf,
  DURATION_BUCKETS,
  quantile,
  upperBound,
} from './durationHistogram';

function histogram(seconds: number[]): number[] {
  const counts = new Array<number>(DURATION_BUCKETS).fill(0);
  for (const value of seconds) {
    counts[bucketOf(value)] += 1;
  }
  return counts;
}

describe('durationHistogram', () => {
  it('puts a duration under its bucket’s upper bound and over the one below', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 120, noNaN: true }), seconds => {
        const bucket = bucketOf(seconds);
        expect(seconds).toBeLessThanOrEqual(upperBound(bucket) * (1 + 1e-6));
        const below = bucket > 0 ? upperBound(bucket - 1) : 0;
        expect(seconds).toBeGreaterThan(below * (1 - 1e-6));
      }),
    );
  });

  it('estimates a quantile within one bucket of the true one', () => {
    const values = Array.from({ length: 1000 }, (_, i) => 0.001 * (i + 1));
    for (const q of [0.5, 0.95, 0.99]) {
      const estimate = quantile(histogram(values), q);
      expect(estimate).toBeGreaterThan(q / Math.SQRT2);
      expect(estimate).toBeLessThan(q * Math.SQRT2);
    }
  });

  it('has no quantile of nothing, and a finite one of very long requests', () => {
    expect(quantile(histogram([]), 0.95)).toBeUndefined();
    expect(quantile(histogram([100000]), 0.95)).toBeCloseTo(
      upperBound(DURATION_BUCKETS - 2),
    );
  });

  it('is unharmed by zero, negative and broken durations', () => {
    expect([0, -1, NaN].map(bucketOf)).toEqual([0, 0, 0]);
    expect(bucketOf(Infinity)).toBe(DURATION_BUCKETS - 1);
  });
});
