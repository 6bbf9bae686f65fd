import { Knex } from 'knex';
import { z } from 'zod';
import type { CallEnd, JoinedCall } from '../ingest/batches';
import { SeriesIds } from './SeriesIds';
import { insertRows, rowsOf, SqlValue } from './sql';

/** Width of an edge's time bucket, in seconds. */
export const EDGE_BUCKET_S = 60;

const KEYS_PER_STATEMENT = 500;

/** Sides of a call, as `is_caller` holds them. */
const CALLEE = 0;
const CALLER = 1;
/** Of a message, whose id may be another span's in the trace that it is linked to. */
const MESSAGE = 2;

const versionKey = z.object({
  service: z.string(),
  environment: z.string(),
  version: z.string(),
});
const callee = versionKey.extend({
  spanId: z.string(),
  operation: z.string(),
  kind: z.enum(['call', 'event']),
  startUs: z.number(),
  error: z.boolean(),
  /** Those that were left waiting before there were weights have none. */
  weight: z.number().default(1),
});

/** Counts calls by who made them, inside one transaction. */
export async function writeCalls(
  trx: Knex,
  calls: readonly JoinedCall[],
  series: SeriesIds,
): Promise<void> {
  const between = calls.filter(
    call => call.caller.service !== call.callee.service,
  );
  const ids = await series.resolve(
    trx,
    between.map(call => call.callee),
  );
  const rows = new Map<string, { key: SqlValue[]; counts: number[] }>();
  for (const [at, call] of between.entries()) {
    const { caller, callee: called } = call;
    const id = ids[at];
    if (id === undefined) {
      continue;
    }
    const key: SqlValue[] = [
      Math.floor(called.startUs / 1e6 / EDGE_BUCKET_S) * EDGE_BUCKET_S,
      id,
      called.kind === 'event' ? 1 : 0,
      caller.service,
      caller.environment,
      caller.version,
    ];
    const text = JSON.stringify(key);
    const row = rows.get(text) ?? { key, counts: [0, 0] };
    rows.set(text, row);
    const weight = call.isTakenBack ? -called.weight : called.weight;
    row.counts[0] += weight;
    row.counts[1] += called.error ? weight : 0;
  }
  await insertRows(
    trx,
    'embedded_edge',
    [
      'bucket',
      'series_id',
      'kind',
      'caller',
      'caller_environment',
      'caller_version',
      'requests',
      'errors',
    ],
    [...rows.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { key, counts }]) => [...key, ...counts]),
    `ON CONFLICT (bucket, series_id, kind, caller, caller_environment, caller_version)
     DO UPDATE SET requests = embedded_edge.requests + excluded.requests,
       errors = embedded_edge.errors + excluded.errors`,
  );
}

/**
 * Lets ends of calls wait in the database, and takes those whose other end waits there too. Whoever
 * deletes an end has joined it, so that two replicas never count one call twice.
 */
export async function shareWaiting(
  trx: Knex,
  ends: readonly CallEnd[],
  nowMs: number,
): Promise<JoinedCall[]> {
  await insertRows(
    trx,
    'embedded_waiting',
    [
      'trace_id',
      'span_id',
      'is_caller',
      'own_span_id',
      'origin',
      'waits_since_us',
    ],
    ends
      .map((end): SqlValue[] => [
        end.at.traceId,
        end.at.spanId,
        sideOf(end),
        end.side === 'caller' ? '' : end.callee.spanId,
        JSON.stringify(end.side === 'caller' ? end.caller : end.callee),
        nowMs * 1000,
      ])
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    'ON CONFLICT (trace_id, span_id, is_caller, own_span_id) DO NOTHING',
  );
  const joined: JoinedCall[] = [];
  const keys = [
    ...new Map(ends.flatMap(keysOf).map(key => [key.join(), key])).values(),
  ];
  for (let from = 0; from < keys.length; from += KEYS_PER_STATEMENT) {
    const part = keys.slice(from, from + KEYS_PER_STATEMENT);
    const isOne = part.map(() => '(trace_id = ? AND span_id = ?)').join(' OR ');
    const namesOne = part
      .map(() => '(trace_id = ? AND (span_id = ? OR own_span_id = ?))')
      .join(' OR ');
    const callers = rowsOf(
      await trx.raw(
        `SELECT trace_id, span_id, origin FROM embedded_waiting WHERE is_caller = 1 AND (${isOne})`,
        part.flat(),
      ),
    );
    const callerOf = new Map(
      callers.map(row => [
        `${row.trace_id}${row.span_id}`,
        versionKey.parse(JSON.parse(String(row.origin))),
      ]),
    );
    const callees = rowsOf(
      await trx.raw(
        `DELETE FROM embedded_waiting WHERE is_caller <> ${CALLER} AND (${namesOne}) AND EXISTS (
           SELECT 1 FROM embedded_waiting AS made WHERE made.is_caller = 1
             AND made.trace_id = embedded_waiting.trace_id
             AND (made.span_id = embedded_waiting.span_id
               OR (embedded_waiting.is_caller = ${CALLEE} AND made.span_id = embedded_waiting.own_span_id)))
         RETURNING trace_id, span_id, own_span_id, is_caller, origin`,
        part.flatMap(([traceId, spanId]) => [traceId, spanId, spanId]),
      ),
    );
    for (const row of callees) {
      // A span of the same id is nearer than a parent.
      const twin =
        Number(row.is_caller) === CALLEE
          ? callerOf.get(`${row.trace_id}${row.own_span_id}`)
          : undefined;
      const caller = twin ?? callerOf.get(`${row.trace_id}${row.span_id}`);
      if (caller) {
        joined.push({
          caller,
          callee: callee.parse(JSON.parse(String(row.origin))),
        });
      }
    }
  }
  return joined;
}

function sideOf(end: CallEnd): number {
  if (end.side === 'caller') {
    return CALLER;
  }
  return end.callee.kind === 'event' ? MESSAGE : CALLEE;
}

/** Where the other end of a call may wait. */
function keysOf(end: CallEnd): Array<readonly [string, string]> {
  const { traceId, spanId } = end.at;
  return end.side === 'caller' || end.callee.kind === 'event'
    ? [[traceId, spanId]]
    : [
        [traceId, spanId],
        [traceId, end.callee.spanId],
      ];
}
