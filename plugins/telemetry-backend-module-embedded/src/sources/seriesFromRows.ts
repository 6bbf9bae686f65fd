import { MetricSeries } from '@sextant/plugin-telemetry-common';
import { RedCounts, redFigures } from './redRows';

/** Counts of one key at one point of the grid. */
export interface GridRow {
  key: string;
  point: number;
  counts: RedCounts;
}

/**
 * Lines of a chart from counts on a grid. Before its first and after its last request a key has no
 * value; in between, a point without requests has rate 0 and no error ratio and no latency.
 */
export function seriesFromRows(
  rows: readonly GridRow[],
  points: number,
  secondsAt: (point: number) => number,
): MetricSeries[] {
  const byKey = new Map<string, GridRow[]>();
  for (const row of rows) {
    if (row.point >= 0 && row.point < points) {
      byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
    }
  }
  return [...byKey].map(([key, own]) => {
    const empty = () => new Array<number | null>(points).fill(null);
    const series = {
      key,
      rate: empty(),
      errorRatio: empty(),
      p50: empty(),
      p95: empty(),
      p99: empty(),
    };
    const first = Math.min(...own.map(row => row.point));
    const last = Math.max(...own.map(row => row.point));
    series.rate.fill(0, first, last + 1);
    for (const { point, counts } of own) {
      const figures = redFigures(counts, secondsAt(point));
      series.rate[point] = figures.rate;
      series.errorRatio[point] = figures.errorRatio;
      series.p50[point] = figures.p50;
      series.p95[point] = figures.p95;
      series.p99[point] = figures.p99;
    }
    return series;
  });
}
