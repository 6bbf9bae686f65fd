import { Histogram } from '@sextant/plugin-telemetry-node';
import { NativeHistogram } from '../client/responses';

/**
 * A histogram of cumulative buckets. Bounds are compared as numbers: `le="1"` and `le="1.0"` are one. An
 * increase that was extrapolated may fall from one bound to the next; it is taken not to.
 *
 * @param cumulative - Requests that took at most a bound, by bound in the metric's unit.
 * @param unit - Seconds.
 */
export function classicHistogram(
  cumulative: ReadonlyMap<number, number>,
  unit: number,
): Histogram | undefined {
  const ordered = [...cumulative].sort(([a], [b]) => a - b);
  const bounds = ordered
    .map(([bound]) => bound)
    .filter(bound => Number.isFinite(bound));
  if (bounds.length === 0) {
    return undefined;
  }
  let below = 0;
  const counts = ordered.map(([, upTo]) => {
    const count = Math.max(0, upTo - below);
    below = Math.max(below, upTo);
    return count;
  });
  return {
    bounds: bounds.map(bound => bound * unit),
    // A server may leave out the last bucket.
    counts: counts.length > bounds.length ? counts : [...counts, 0],
    spread: 'even',
  };
}

/** A histogram of the buckets that hold something; between them are those that hold nothing. */
export function nativeToHistogram(
  buckets: NativeHistogram,
  unit: number,
): Histogram | undefined {
  const bounds: number[] = [];
  const counts: number[] = [];
  for (const [lower, upper, count] of [...buckets].sort(
    (a, b) => a[1] - b[1],
  )) {
    const last = bounds[bounds.length - 1];
    if (last === undefined ? lower > 0 : lower > last) {
      bounds.push(lower);
      counts.push(0);
    }
    bounds.push(upper);
    counts.push(count);
  }
  return bounds.length === 0
    ? undefined
    : {
        bounds: bounds.map(bound => bound * unit),
        counts: [...counts, 0],
        spread: 'logarithmic',
      };
}
