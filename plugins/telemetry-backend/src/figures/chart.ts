import { MetricSeries } from '@sextant/plugin-telemetry-common';
import { CountRow } from '@sextant/plugin-telemetry-node';
import { compareText } from '@sextant/plugin-kit-node';
import { CountSum } from './CountSum';
import { groupBy } from './groupBy';

/** Counts of one line of a chart. */
export interface KeyedCounts {
  key: string;
  row: CountRow;
}

/** The intervals of a chart, on whole steps. */
export interface Axis {
  stepSeconds: number;
  timesMs: number[];
}

/** More lines than this are drawn as one. */
export const MAX_LINES = 40;
/** Of fewer requests a ratio or quantile says little: one of three that failed is no third. */
const ENOUGH_REQUESTS = 12;
/** Intervals that are taken together at most. */
const MAX_WIDTH = 8;
/** The line of all that have none of their own. */
export const OTHERS = '(others)';

/** The axis of rows, from the first interval to the last. */
export function axisOf(
  rows: readonly CountRow[],
  fromMs: number,
  toMs: number,
  stepSeconds: number,
): Axis {
  const stepMs = stepSeconds * 1000;
  const first = Math.floor(fromMs / stepMs);
  const last = Math.max(
    Math.ceil(toMs / stepMs) - 1,
    rows.reduce(
      (latest, row) => Math.max(latest, Math.floor(row.fromMs / stepMs)),
      first,
    ),
  );
  return {
    stepSeconds,
    timesMs: Array.from(
      { length: last - first + 1 },
      (_, at) => (first + at) * stepMs,
    ),
  };
}

/** Lines of a chart, the one with most requests first; those beyond the bound are added up in one. */
export function linesOf(
  counts: readonly KeyedCounts[],
  axis: Axis,
  maxLines = MAX_LINES,
): MetricSeries[] {
  const groups = groupBy(counts, ({ key }) => [key])
    .map(own => ({
      key: own[0].key,
      rows: own.map(({ row }) => row),
      requests: own.reduce((sum, { row }) => sum + row.requests, 0),
    }))
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests || compareText(a.key, b.key));
  const kept =
    groups.length > maxLines ? groups.slice(0, maxLines - 1) : groups;
  const rest = groups.slice(kept.length);
  return [
    ...kept.map(({ key, rows }) => lineOf(key, rows, axis)),
    ...(rest.length > 0
      ? [
          lineOf(
            OTHERS,
            rest.flatMap(({ rows }) => rows),
            axis,
          ),
        ]
      : []),
  ];
}

function lineOf(
  key: string,
  rows: readonly CountRow[],
  { timesMs, stepSeconds }: Axis,
): MetricSeries {
  const origin = timesMs[0] ?? 0;
  const points = new Map<number, CountRow[]>();
  for (const row of rows) {
    const at = Math.floor((row.fromMs - origin) / 1000 / stepSeconds);
    const own = points.get(at);
    if (own) {
      own.push(row);
    } else {
      points.set(at, [row]);
    }
  }
  const figures = timesMs.map((_, at) => {
    const own = points.get(at);
    return (
      own &&
      sumUpTo(points, at).figures(rateOf(own, points.get(at - 1), stepSeconds))
    );
  });
  const pick = (name: 'rate' | 'errorRatio' | 'p50' | 'p95' | 'p99') =>
    figures.map(point => point?.[name] ?? null);
  const beyond = figures.flatMap((point, at) => (point?.beyond ? [at] : []));
  return {
    key,
    rate: pick('rate'),
    errorRatio: pick('errorRatio'),
    p50: pick('p50'),
    p95: pick('p95'),
    p99: pick('p99'),
    requests: figures.map(point => point?.requests ?? null),
    ...(beyond.length > 0 ? { beyond } : {}),
    ...(figures.some(point => point?.estimated) ? { estimated: true } : {}),
  };
}

/** An interval, with those right before it as long as there are too few requests to mean something. */
function sumUpTo(
  points: ReadonlyMap<number, readonly CountRow[]>,
  at: number,
): CountSum {
  const sum = new CountSum();
  for (let back = 0; back < MAX_WIDTH; back += 1) {
    const rows = points.get(at - back);
    if (!rows) {
      // Of what was not counted nothing is known: nothing is added across it.
      break;
    }
    rows.forEach(row => sum.add(row));
    if (sum.requests >= ENOUGH_REQUESTS) {
      break;
    }
  }
  return sum;
}

/** The newest interval has hardly begun: by itself it would say little, and what is on its way is missing. */
function rateOf(
  rows: readonly CountRow[],
  before: readonly CountRow[] | undefined,
  stepSeconds: number,
): number {
  const isYoung = rows.every(({ seconds }) => seconds < stepSeconds / 2);
  if (isYoung && before) {
    const all = [...before, ...rows];
    const seconds = longest(before) + longest(rows);
    return seconds > 0
      ? all.reduce((sum, { requests }) => sum + requests, 0) / seconds
      : 0;
  }
  return rows.reduce(
    (rate, row) => rate + (row.seconds > 0 ? row.requests / row.seconds : 0),
    0,
  );
}

function longest(rows: readonly CountRow[]): number {
  return Math.max(0, ...rows.map(({ seconds }) => seconds));
}
