import { bucketOf, DURATION_BUCKETS } from '@sextant/plugin-telemetry-common';
import { Knex } from 'knex';
import type { RequestRow, SpanRows, TraceRow } from '../ingest/batches';
import type { SeriesIds } from './SeriesIds';
import { insertReturning, insertRows } from './sql';
import { bucketAt, TIERS } from './tiers';

const SERVER = 2;
const HISTOGRAM = Array.from(
  { length: DURATION_BUCKETS },
  (_, bucket) => `b${bucket}`,
);
const RED_COUNTS = ['requests', 'samples', 'errors', ...HISTOGRAM];
const RED_COLUMNS = ['series_id', 'tier', 'bucket', ...RED_COUNTS];
const ADD_RED = `ON CONFLICT (series_id, tier, bucket) DO UPDATE SET ${RED_COUNTS.map(
  column => `${column} = embedded_red.${column} + excluded.${column}`,
).join(', ')}`;

/**
 * Writes the spans of several export requests inside one transaction, and gives the requests among them
 * that were not there before. Asks for all of it at once: coming back between two statements takes longer
 * than the database.
 */
export async function writeSpans(
  trx: Knex,
  batches: readonly SpanRows[],
): Promise<RequestRow[]> {
  // In the order of their keys: neighbours are on one page.
  const requests = batches
    .flatMap(batch => batch.requests)
    .sort((a, b) => (a.traceId < b.traceId ? -1 : 1));
  const blocks = insertRows(
    trx,
    'embedded_block',
    ['block_id', 'start_us', 'data'],
    batches
      .flatMap(batch => batch.blocks)
      .map(row => [row.blockId, row.startUs, row.data]),
    'ON CONFLICT (block_id) DO NOTHING',
  );
  const parts = insertRows(
    trx,
    'embedded_part',
    ['trace_id', 'block_id', 'service', 'marks'],
    batches
      .flatMap(batch => batch.parts)
      .sort((a, b) => (a.traceId < b.traceId ? -1 : 1))
      .map(row => [row.traceId, row.blockId, row.service, row.marks]),
    'ON CONFLICT (trace_id, block_id, service) DO NOTHING',
  );
  // A collector that retries may put a span into another batch: it is counted when it is new.
  const inserted = insertReturning(
    trx,
    'embedded_request',
    [
      'trace_id',
      'span_id',
      'parent_span_id',
      'kind',
      'service',
      'environment',
      'version',
      'operation',
      'start_us',
      'duration_us',
      'http_status',
      'error',
    ],
    requests.map(row => [
      row.traceId,
      row.spanId,
      row.parentSpanId ?? null,
      row.kind,
      row.service,
      row.environment,
      row.version,
      row.operation,
      row.startUs,
      row.durationUs,
      row.httpStatus ?? null,
      row.error ? 1 : 0,
    ]),
    'ON CONFLICT (trace_id, span_id, service, kind) DO NOTHING RETURNING trace_id, span_id, service, kind',
  );
  const traces = writeTraces(
    trx,
    batches.flatMap(batch => batch.traces),
  );
  const [added] = await Promise.all([inserted, blocks, parts, traces]);
  if (added.length === requests.length) {
    return requests;
  }
  const requestOf = new Map(
    requests.map(request => [
      `${request.traceId}${request.spanId}${request.kind}${request.service}`,
      request,
    ]),
  );
  return added.flatMap(
    row =>
      requestOf.get(`${row.trace_id}${row.span_id}${row.kind}${row.service}`) ??
      [],
  );
}

async function writeTraces(trx: Knex, rows: readonly TraceRow[]) {
  const traces = new Map<string, TraceRow>();
  for (const row of rows) {
    const known = traces.get(row.traceId);
    traces.set(
      row.traceId,
      known
        ? {
            traceId: row.traceId,
            startUs: Math.min(known.startUs, row.startUs),
            endUs: Math.max(known.endUs, row.endUs),
            spans: known.spans + row.spans,
            errors: known.errors + row.errors,
            rootService: known.rootService ?? row.rootService,
            rootOperation: known.rootOperation ?? row.rootOperation,
          }
        : row,
    );
  }
  await insertRows(
    trx,
    'embedded_trace',
    [
      'trace_id',
      'start_us',
      'end_us',
      'spans',
      'errors',
      'root_service',
      'root_operation',
    ],
    [...traces.values()]
      .sort((a, b) => (a.traceId < b.traceId ? -1 : 1))
      .map(row => [
        row.traceId,
        row.startUs,
        row.endUs,
        row.spans,
        row.errors,
        row.rootService ?? null,
        row.rootOperation ?? null,
      ]),
    `ON CONFLICT (trace_id) DO UPDATE SET
       start_us = CASE WHEN excluded.start_us < embedded_trace.start_us
         THEN excluded.start_us ELSE embedded_trace.start_us END,
       end_us = CASE WHEN excluded.end_us > embedded_trace.end_us
         THEN excluded.end_us ELSE embedded_trace.end_us END,
       spans = embedded_trace.spans + excluded.spans,
       errors = embedded_trace.errors + excluded.errors,
       root_service = COALESCE(embedded_trace.root_service, excluded.root_service),
       root_operation = COALESCE(embedded_trace.root_operation, excluded.root_operation)`,
  );
}

/** Counts the requests that servers answered, inside the transaction that writes them. */
export async function countRequests(
  trx: Knex,
  added: readonly RequestRow[],
  series: SeriesIds,
): Promise<void> {
  const requests = added.filter(({ kind }) => kind === SERVER);
  const ids = await series.resolve(trx, requests);
  const counts = new Map<string, { key: number[]; values: number[] }>();
  for (const [index, request] of requests.entries()) {
    const histogramBucket = bucketOf(request.durationUs / 1e6);
    const id = ids[index];
    for (const tier of id === undefined ? [] : TIERS) {
      const bucket = bucketAt(request.startUs, tier.seconds);
      const key = `${id} ${tier.seconds} ${bucket}`;
      let row = counts.get(key);
      if (!row) {
        row = {
          key: [Number(id), tier.seconds, bucket],
          values: new Array<number>(RED_COUNTS.length).fill(0),
        };
        counts.set(key, row);
      }
      const { weight } = request;
      row.values[0] += weight;
      row.values[1] += 1;
      row.values[2] += request.error ? weight : 0;
      row.values[3 + histogramBucket] += weight;
    }
  }
  const rows = [...counts.values()].sort(
    (a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || a.key[2] - b.key[2],
  );
  await insertRows(
    trx,
    'embedded_red',
    RED_COLUMNS,
    rows.map(row => [...row.key, ...row.values]),
    ADD_RED,
  );
}
