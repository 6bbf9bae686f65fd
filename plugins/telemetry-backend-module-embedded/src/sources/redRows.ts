import {
  DURATION_BUCKETS,
  quantile,
  RedFigures,
} from '@sextant/plugin-telemetry-common';

/** Sums of the RED table, for a SELECT list. */
export const RED_SUMS = [
  'SUM(r.requests) AS requests',
  'SUM(r.errors) AS errors',
  ...Array.from(
    { length: DURATION_BUCKETS },
    (_, b) => `SUM(r.b${b}) AS b${b}`,
  ),
].join(', ');

/** Requests, errors and durations of one group of rows. */
export interface RedCounts {
  requests: number;
  errors: number;
  histogram: number[];
}

/** Reads one row of a query over {@link RED_SUMS}. */
export function redCounts(row: Record<string, unknown>): RedCounts {
  return {
    requests: Number(row.requests),
    errors: Number(row.errors),
    histogram: Array.from({ length: DURATION_BUCKETS }, (_, b) =>
      Number(row[`b${b}`]),
    ),
  };
}

/** Adds groups up. */
export function addCounts(groups: readonly RedCounts[]): RedCounts {
  const sum = (pick: (counts: RedCounts) => number) =>
    groups.reduce((total, counts) => total + pick(counts), 0);
  return {
    requests: sum(counts => counts.requests),
    errors: sum(counts => counts.errors),
    histogram: Array.from({ length: DURATION_BUCKETS }, (_, b) =>
      sum(counts => counts.histogram[b]),
    ),
  };
}

/** Rate, error ratio and quantiles of counts over a number of seconds. */
export function redFigures(counts: RedCounts, seconds: number): RedFigures {
  return {
    requests: counts.requests,
    rate: seconds > 0 ? counts.requests / seconds : 0,
    errorRatio: counts.requests > 0 ? counts.errors / counts.requests : null,
    p50: quantile(counts.histogram, 0.5) ?? null,
    p95: quantile(counts.histogram, 0.95) ?? null,
    p99: quantile(counts.histogram, 0.99) ?? null,
  };
}
