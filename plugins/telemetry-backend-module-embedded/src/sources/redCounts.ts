import { DURATION_BUCKETS, upperBound } from '@sextant/plugin-telemetry-common';
import { TimeRange } from '@sextant/plugin-kit-common';
import {
  CountQuestion,
  CountRow,
  Histogram,
} from '@sextant/plugin-telemetry-node';
import { Pace } from '@sextant/plugin-kit-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { tierFor } from '../store/tiers';
import { Conditions, originOf, Row } from './rows';

const POINTS_OF_WHOLE = 60;
const BOUNDS = Array.from({ length: DURATION_BUCKETS - 1 }, (_, bucket) =>
  upperBound(bucket),
);
const SUMS = ['requests', 'samples', 'errors'].map(
  column => `SUM(r.${column}) AS ${column}`,
);
const BUCKETS = Array.from(
  { length: DURATION_BUCKETS },
  (_, bucket) => `b${bucket}`,
);
const DURATION_SUMS = BUCKETS.map(bucket => `SUM(r.${bucket}) AS ${bucket}`);

/** Whole buckets around a range, as far as there is time in them. */
export interface Grid {
  tier: number;
  /** Seconds. */
  step: number;
  /** Seconds since the epoch, on whole steps. */
  from: number;
  to: number;
  /** What is counted, milliseconds since the epoch. */
  covered: TimeRange;
}

/** The intervals that answer a question: at least as wide as asked, where finer counts are not kept. */
export function gridFor(
  range: TimeRange,
  wanted: number | 'whole',
  nowMs: number,
): Grid {
  const seconds = (range.toMs - range.fromMs) / 1000;
  const tier = tierFor(
    range,
    tierSeconds =>
      wanted === 'whole'
        ? tierSeconds <= seconds / POINTS_OF_WHOLE
        : wanted % tierSeconds === 0,
    nowMs,
  );
  const step =
    wanted === 'whole' ? tier : Math.ceil(Math.max(tier, wanted) / tier) * tier;
  const from = Math.floor(range.fromMs / 1000 / step) * step;
  const to = Math.max(
    from + step,
    Math.ceil(Math.min(range.toMs, nowMs) / 1000 / step) * step,
  );
  return {
    tier,
    step,
    from,
    to,
    covered: {
      fromMs: from * 1000,
      toMs: Math.max(from * 1000 + 1, Math.min(to * 1000, nowMs)),
    },
  };
}

/** Counts of requests on a grid; one interval over all of it where the whole is asked for. */
export async function redCounts(
  knex: Knex,
  question: CountQuestion,
  grid: Grid,
): Promise<CountRow[]> {
  const isWhole = question.step === 'whole';
  const groups = [
    's.service',
    's.environment',
    's.version',
    ...(question.byOperation ? ['s.operation'] : []),
  ];
  const conditions = new Conditions()
    .and('r.tier = ?', grid.tier)
    .and('r.bucket >= ?', grid.from)
    .and('r.bucket < ?', grid.to)
    .in('s.service', question.services)
    .in('s.environment', question.environments)
    .in('s.version', question.versions)
    .in(
      's.operation',
      question.operation === undefined ? undefined : [question.operation],
    );
  const point = isWhole
    ? []
    : [`(r.bucket - ${grid.from}) / ${grid.step} AS point`];
  const rows = rowsOf(
    await knex.raw(
      `SELECT ${[
        ...groups,
        ...point,
        ...SUMS,
        ...(question.durations ? DURATION_SUMS : []),
      ].join(', ')}
         FROM embedded_series s JOIN embedded_red r ON r.series_id = s.id
        WHERE ${conditions.sql}
        GROUP BY ${[...groups, ...(isWhole ? [] : ['point'])].join(', ')}`,
      conditions.bindings,
    ),
  );
  const counts = await new Pace().map(rows, row =>
    toCounts(row, question, grid),
  );
  return isWhole ? counts : withGaps(counts, grid);
}

function toCounts(row: Row, question: CountQuestion, grid: Grid): CountRow {
  const fromMs =
    question.step === 'whole'
      ? grid.covered.fromMs
      : (grid.from + Number(row.point) * grid.step) * 1000;
  return {
    ...originOf(row),
    ...(question.byOperation ? { operation: String(row.operation) } : {}),
    fromMs,
    seconds: secondsFrom(fromMs, question.step === 'whole', grid),
    requests: Number(row.requests),
    samples: Number(row.samples),
    failed: Number(row.errors),
    durations: question.durations ? durationsOf(row) : undefined,
  };
}

/** Of an interval, what lies before now. */
function secondsFrom(
  fromMs: number,
  isWhole: boolean,
  { step, covered }: Grid,
): number {
  const toMs = isWhole
    ? covered.toMs
    : Math.min(fromMs + step * 1000, covered.toMs);
  return Math.max(1, toMs - fromMs) / 1000;
}

function durationsOf(row: Row): Histogram {
  return {
    bounds: BOUNDS,
    counts: BUCKETS.map(bucket => Number(row[bucket])),
    spread: 'logarithmic',
  };
}

/** The store sees every request: between two intervals with some, one without has none. */
function withGaps(rows: readonly CountRow[], grid: Grid): CountRow[] {
  const spans = new Map<string, { row: CountRow; times: Set<number> }>();
  for (const row of rows) {
    const key = JSON.stringify([
      row.service,
      row.environment,
      row.version,
      row.operation,
    ]);
    const span = spans.get(key) ?? { row, times: new Set() };
    spans.set(key, span);
    span.times.add(row.fromMs);
  }
  const gaps: CountRow[] = [];
  for (const { row, times } of spans.values()) {
    const ordered = [...times].sort((a, b) => a - b);
    const last = ordered[ordered.length - 1];
    for (let at = ordered[0]; at < last; at += grid.step * 1000) {
      if (!times.has(at)) {
        gaps.push({
          service: row.service,
          environment: row.environment,
          version: row.version,
          operation: row.operation,
          fromMs: at,
          seconds: grid.step,
          requests: 0,
          samples: 0,
          failed: 0,
        });
      }
    }
  }
  return [...rows, ...gaps];
}
