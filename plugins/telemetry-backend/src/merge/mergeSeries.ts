import { Metrics, MetricSeries } from '@sextant/plugin-telemetry-common';
import { groupBy } from './mergeFigures';

const QUANTILES = ['p50', 'p95', 'p99'] as const;

/** Charts of several sources on one time axis: rates add, ratios and quantiles are weighted by rate. */
export function mergeSeries(parts: Metrics[]): Metrics {
  const [first, ...others] = parts;
  if (others.length === 0) {
    return first;
  }
  const timesMs = [...new Set(parts.flatMap(part => part.timesMs))].sort(
    (a, b) => a - b,
  );
  const aligned = parts.flatMap(part => {
    const indexOf = new Map(part.timesMs.map((time, index) => [time, index]));
    const onAxis = (values: ReadonlyArray<number | null>) =>
      timesMs.map(time => values[indexOf.get(time) ?? -1] ?? null);
    return part.series.map(series => ({
      key: series.key,
      rate: onAxis(series.rate),
      errorRatio: onAxis(series.errorRatio),
      p50: onAxis(series.p50),
      p95: onAxis(series.p95),
      p99: onAxis(series.p99),
    }));
  });
  return {
    ...first,
    fromMs: Math.min(...parts.map(part => part.fromMs)),
    toMs: Math.max(...parts.map(part => part.toMs)),
    timesMs,
    series: groupBy(aligned, ({ key }) => key).map(addSeries),
    exemplars: parts.flatMap(part => part.exemplars),
    // What a process uses is drawn as its own source has it.
    runtime: parts.flatMap(part =>
      part.timesMs.length === timesMs.length ? part.runtime : [],
    ),
  };
}

function addSeries(parts: MetricSeries[]): MetricSeries {
  const [first, ...others] = parts;
  if (others.length === 0) {
    return first;
  }
  const weightedAt = (
    field: 'errorRatio' | (typeof QUANTILES)[number],
    at: number,
  ) => {
    let total = 0;
    let weight = 0;
    for (const part of parts) {
      const [value, rate] = [part[field][at], part.rate[at]];
      if (value !== null && rate !== null && rate > 0) {
        total += value * rate;
        weight += rate;
      }
    }
    return weight > 0 ? total / weight : null;
  };
  const all = (field: 'errorRatio' | (typeof QUANTILES)[number]) =>
    first.rate.map((_, at) => weightedAt(field, at));
  return {
    key: first.key,
    rate: first.rate.map((_, at) => {
      const rates = parts.flatMap(part => part.rate[at] ?? []);
      return rates.length > 0
        ? rates.reduce((total, rate) => total + rate, 0)
        : null;
    }),
    errorRatio: all('errorRatio'),
    p50: all('p50'),
    p95: all('p95'),
    p99: all('p99'),
  };
}
