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

  it('puts a bucket’s own bound into it, and what is a little more into the next', () => {
    for (let bucket = 0; bucket < DURATION_BUCKETS - 1; bucket += 1) {
      expect(bucketOf(upperBound(bucket))).toBe(bucket);
      expect(bucketOf(upperBound(bucket) * 1.001)).toBe(bucket + 1);
    }
    expect(upperBound(DURATION_BUCKETS - 1)).toBe(Infinity);
  });

  it('reads a quantile between two bounds on a logarithmic scale', () => {
    const counts = [4, 0, 4, 0];
    expect(quantile(counts, 0)).toBeCloseTo(0.000125, 12);
    expect(quantile(counts, 0.25)).toBeCloseTo(0.000125 * Math.SQRT2, 12);
    expect(quantile(counts, 0.5)).toBeCloseTo(0.00025, 12);
    expect(quantile(counts, 0.75)).toBeCloseTo(
      upperBound(1) * Math.sqrt(Math.SQRT2),
      12,
    );
    expect(quantile(counts, 1)).toBeCloseTo(upperBound(2), 12);
    expect(quantile([0, 2], 0)).toBeCloseTo(upperBound(0), 12);
    expect(quantile([], 0.5)).toBeUndefined();
    expect(quantile([0, 0], 0)).toBeUndefined();
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
