import {
  bucketOf,
  DURATION_BUCKETS,
  upperBound,
} from '@sextant/plugin-telemetry-common';
import { CountSum } from './CountSum';
import { slowness } from './slowness';

const BOUNDS = Array.from({ length: DURATION_BUCKETS - 1 }, (_, at) =>
  upperBound(at),
);

/** Requests of some durations, in seconds. */
function sumOf(durations: readonly number[]): CountSum {
  const counts = Array.from({ length: DURATION_BUCKETS }, () => 0);
  for (const seconds of durations) {
    counts[bucketOf(seconds)] += 1;
  }
  const sum = new CountSum();
  sum.add({
    service: 's',
    environment: 'production',
    version: '1.0.0',
    fromMs: 0,
    seconds: 300,
    requests: durations.length,
    failed: 0,
    durations: { bounds: BOUNDS, counts, spread: 'logarithmic' },
  });
  return sum;
}

/** Evenly from 10 to 100 ms. */
const even = (count: number, times = 1) =>
  Array.from(
    { length: count },
    (_, at) => times * (0.01 + (0.09 * (at + 0.5)) / count),
  );

describe('slowness', () => {
  it('is told with both figures, and is none where nothing changed', () => {
    const found = slowness(sumOf(even(200)), sumOf(even(5_000)));
    expect(found?.isSlow).toBe(false);
    // 95 ms, as far as buckets tell.
    expect(found?.seconds).toBeGreaterThan(0.08);
    expect(found?.seconds).toBeLessThan(0.12);
    expect(found?.usualSeconds).toBeCloseTo(found?.seconds ?? 0, 2);
  });

  it('is seen where all requests take longer', () => {
    expect(slowness(sumOf(even(40, 4)), sumOf(even(5_000)))?.isSlow).toBe(true);
  });

  it('is seen where one request in five takes longer', () => {
    const some = [...even(160), ...Array.from({ length: 40 }, () => 1.5)];
    expect(slowness(sumOf(some), sumOf(even(5_000)))?.isSlow).toBe(true);
  });

  it('is seen below a tail that was long before', () => {
    const tail = Array.from({ length: 500 }, () => 2);
    const some = [...even(150), ...Array.from({ length: 50 }, () => 1.5)];
    expect(slowness(sumOf(some), sumOf([...even(4_500), ...tail]))).toEqual(
      expect.objectContaining({ isSlow: true, quantile: 'p90' }),
    );
  });

  it('is not seen in a few slow requests, however slow', () => {
    const few = [...even(38), 5, 5];
    expect(slowness(sumOf(few), sumOf(even(5_000)))?.isSlow).toBe(false);
  });

  it('is not seen where all are a little slower', () => {
    expect(slowness(sumOf(even(2_000, 1.2)), sumOf(even(5_000)))?.isSlow).toBe(
      false,
    );
  });

  it('is not known of few requests, now or usually', () => {
    expect(slowness(sumOf(even(19, 9)), sumOf(even(5_000)))).toBeUndefined();
    expect(slowness(sumOf(even(200, 9)), sumOf(even(99)))).toBeUndefined();
    expect(slowness(new CountSum(), new CountSum())).toBeUndefined();
  });
});
