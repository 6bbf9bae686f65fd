import { Histogram } from '@sextant/plugin-telemetry-node';

/** A sum of histograms; estimated where buckets had to be split. */
export interface HistogramSum {
  histogram: Histogram;
  isEstimated: boolean;
}

/** A quantile in seconds. */
export interface Quantile {
  seconds: number;
  /** True where it is over the last bound: then the bound is told, and the truth is higher. */
  isBeyond: boolean;
}

/**
 * Adds histograms. With equal bounds the sum is exact; else all are refined to the union of their
 * bounds, which takes the durations in a bucket to be spread as the histogram says.
 */
export function addHistograms(
  parts: readonly Histogram[],
): HistogramSum | undefined {
  const [first, ...others] = parts;
  if (!first) {
    return undefined;
  }
  if (others.every(part => hasEqualBounds(part, first))) {
    const counts = first.counts.map((_, at) => sumAt(parts, at));
    return { histogram: { ...first, counts }, isEstimated: false };
  }
  const bounds = [...new Set(parts.flatMap(part => part.bounds))].sort(
    (a, b) => a - b,
  );
  const refined = parts.map(part => refine(part, bounds));
  return {
    histogram: {
      bounds,
      counts: Array.from({ length: bounds.length + 1 }, (_, at) =>
        sumAt(refined, at),
      ),
      spread: parts.some(({ spread }) => spread === 'even')
        ? 'even'
        : 'logarithmic',
    },
    isEstimated: true,
  };
}

/**
 * The q-quantile; undefined when nothing was counted.
 *
 * Inside a bucket durations are spread evenly, as Prometheus' `histogram_quantile` does for classic
 * histograms, or evenly on a logarithmic scale, as it does for native ones.
 */
export function quantileOf(
  { bounds, counts, spread }: Histogram,
  q: number,
): Quantile | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!(total > 0)) {
    return undefined;
  }
  const rank = q * total;
  let below = 0;
  for (const [at, count] of counts.entries()) {
    if (count > 0 && below + count >= rank - total * 1e-12) {
      if (at >= bounds.length) {
        break;
      }
      const part = Math.min(1, Math.max(0, rank - below) / count);
      return { seconds: within(bounds, at, part, spread), isBeyond: false };
    }
    below += count;
  }
  const last = bounds[bounds.length - 1];
  return last === undefined ? undefined : { seconds: last, isBeyond: true };
}

/** The duration that stands a part of the way into a bucket. */
function within(
  bounds: readonly number[],
  at: number,
  part: number,
  spread: Histogram['spread'],
): number {
  const upper = bounds[at];
  const lower = lowerBound(bounds, at, spread);
  return spread === 'logarithmic' && lower > 0
    ? lower * Math.pow(upper / lower, part)
    : lower + (upper - lower) * part;
}

/** Where the first bucket begins: at 0, or on a logarithmic scale at half of its bound. */
function lowerBound(
  bounds: readonly number[],
  at: number,
  spread: Histogram['spread'],
): number {
  if (at > 0) {
    return bounds[at - 1];
  }
  return spread === 'logarithmic' ? bounds[0] / 2 : Math.min(0, bounds[0]);
}

/** The part of a bucket's durations that is not over a bound inside it. */
function partUpTo(
  bound: number,
  lower: number,
  upper: number,
  spread: Histogram['spread'],
): number {
  if (bound <= lower) {
    return 0;
  }
  const part =
    spread === 'logarithmic' && lower > 0
      ? Math.log(bound / lower) / Math.log(upper / lower)
      : (bound - lower) / (upper - lower);
  return Math.min(1, part);
}

function refine(part: Histogram, bounds: readonly number[]): Histogram {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let at = 0;
  for (const [bucket, count] of part.counts.entries()) {
    const upper = part.bounds[bucket];
    if (upper === undefined) {
      counts[bounds.length] += count;
      break;
    }
    const lower = lowerBound(part.bounds, bucket, part.spread);
    let given = 0;
    for (; at < bounds.length && bounds[at] <= upper; at += 1) {
      const upTo =
        bounds[at] === upper
          ? 1
          : partUpTo(bounds[at], lower, upper, part.spread);
      counts[at] += count * Math.max(0, upTo - given);
      given = Math.max(given, upTo);
    }
  }
  return { bounds, counts, spread: part.spread };
}

function hasEqualBounds(a: Histogram, b: Histogram): boolean {
  return (
    a.bounds === b.bounds ||
    (a.spread === b.spread &&
      a.bounds.length === b.bounds.length &&
      a.bounds.every((bound, at) => bound === b.bounds[at]))
  );
}

function sumAt(parts: readonly Histogram[], at: number): number {
  return parts.reduce((sum, part) => sum + part.counts[at], 0);
}

/** All durations of a histogram together, in seconds: those of a bucket at the mean of how they are spread in it. */
export function totalSeconds({ bounds, counts, spread }: Histogram): number {
  return counts.reduce((total, count, at) => {
    const upper = bounds[at];
    if (count === 0 || bounds.length === 0) {
      return total;
    }
    // Over every bound nobody knows how far: at least that long.
    const mean =
      upper === undefined
        ? bounds[bounds.length - 1]
        : meanWithin(lowerBound(bounds, at, spread), upper, spread);
    return total + count * mean;
  }, 0);
}

function meanWithin(
  lower: number,
  upper: number,
  spread: Histogram['spread'],
): number {
  return spread === 'logarithmic' && lower > 0 && upper > lower
    ? (upper - lower) / Math.log(upper / lower)
    : (lower + upper) / 2;
}

/** Part of what a histogram counted that lies above a bound: whole buckets, and of the one around it its part. */
export function shareAbove(
  { bounds, counts }: Histogram,
  seconds: number,
): number {
  let [above, total] = [0, 0];
  for (const [at, count] of counts.entries()) {
    const from = at === 0 ? 0 : bounds[at - 1];
    const to = bounds[at] ?? Infinity;
    total += count;
    if (seconds <= from) {
      above += count;
    } else if (seconds < to && Number.isFinite(to)) {
      above += (count * (to - seconds)) / (to - from);
    }
  }
  return total > 0 ? above / total : 0;
}
