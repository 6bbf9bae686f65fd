/**
 * The buckets in which the portal counts durations: 40 of them, each √2 times as wide as the one
 * before, from 0.25 ms to 131 s. Two histograms add by adding their counts, and a quantile is off by
 * at most one bucket's width (±19 %), less after interpolation.
 *
 * @public
 */
export const DURATION_BUCKETS = 40;

const FIRST_BOUND_SECONDS = 0.00025;

/** Upper bound of a bucket in seconds; the last one has none. @public */
export function upperBound(bucket: number): number {
  return bucket >= DURATION_BUCKETS - 1
    ? Infinity
    : FIRST_BOUND_SECONDS * Math.pow(2, bucket / 2);
}

/** The bucket a duration in seconds falls into. @public */
export function bucketOf(seconds: number): number {
  if (!(seconds > FIRST_BOUND_SECONDS)) {
    return 0;
  }
  return Math.min(
    DURATION_BUCKETS - 1,
    Math.ceil(2 * Math.log2(seconds / FIRST_BOUND_SECONDS) - 1e-9),
  );
}

/**
 * The q-quantile of a histogram in seconds, or undefined when it is empty.
 *
 * Inside a bucket the counts are taken to be spread evenly on a logarithmic scale, as durations are;
 * Prometheus' `histogram_quantile` does the same for native histograms with exponential buckets.
 *
 * @public
 */
export function quantile(
  counts: readonly number[],
  q: number,
): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!(total > 0)) {
    return undefined;
  }
  const rank = q * total;
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && below + count >= rank) {
      const upper = upperBound(bucket);
      const lower = bucket === 0 ? upper / 2 : upperBound(bucket - 1);
      if (!Number.isFinite(upper)) {
        return lower;
      }
      return lower * Math.pow(upper / lower, Math.max(0, rank - below) / count);
    }
    below += count;
  }
  return undefined;
}
