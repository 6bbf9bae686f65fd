import { TimeRange } from '@sextant/plugin-kit-common';
import { Asking } from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from '../client/PrometheusClient';
import { NativeHistogram } from '../client/responses';
import { Grid, Interval, intervalAt } from './grid';
import { Notes } from './Notes';

/** What a query brought of one series and one interval. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  interval: Interval;
  value: number | undefined;
  histogram?: NativeHistogram;
}

/** How the source's parts ask. */
export interface PrometheusAsking {
  client: PrometheusClient;
  notes: Notes;
  asking: Asking;
}

/** Over the whole of a range, as it stands at its end. */
export async function askWhole(
  { client, notes, asking }: PrometheusAsking,
  queryFor: (window: string) => string | undefined,
  { fromMs, toMs }: TimeRange,
): Promise<Sample[]> {
  const seconds = Math.max(1, Math.round((toMs - fromMs) / 1000));
  const query = queryFor(`${seconds}s`);
  if (query === undefined) {
    return [];
  }
  const found = notes.take(await client.query(query, toMs / 1000, asking));
  const interval = { fromMs: toMs - seconds * 1000, seconds, factor: 1 };
  return found.map(({ labels, value, histogram }) => ({
    labels,
    interval,
    value: value ?? undefined,
    histogram,
  }));
}

/** Interval by interval. */
export async function askSteps(
  { client, notes, asking }: PrometheusAsking,
  queryFor: (window: string) => string | undefined,
  grid: Grid,
): Promise<Sample[]> {
  const query = queryFor(`${Math.round(grid.window * 1000)}ms`);
  if (query === undefined) {
    return [];
  }
  const found = notes.take(await client.queryRange(query, grid, asking));
  return found.flatMap(({ labels, points, histograms }) => {
    const native = new Map(histograms);
    return points.flatMap(([timeS, value]): Sample[] => {
      const interval = intervalAt(grid, timeS);
      return interval
        ? [
            {
              labels,
              interval,
              value: value ?? undefined,
              histogram: native.get(timeS),
            },
          ]
        : [];
    });
  });
}
