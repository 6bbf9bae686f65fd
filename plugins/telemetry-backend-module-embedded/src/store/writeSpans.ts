import { bucketOf, DURATION_BUCKETS } from '@sextant/plugin-telemetry-common';
import { Knex } from 'knex';
import type {
  EdgeRow,
  RequestRow,
  SpanRows,
  TraceRow,
} from '../ingest/batches';
import type { SeriesIds } from './SeriesIds';
import { insertRows, SqlValue } from './sql';
import { bucketAt, TIERS } from './tiers';

const HISTOGRAM = Array.from(
  { length: DURATION_BUCKETS },
  (_, bucket) => `b${bucket}`,
);
const RED_COUNTS = ['requests', 'errors', ...HISTOGRAM];
const RED_COLUMNS = ['series_id', 'tier', 'bucket', ...RED_COUNTS];
const ADD_RED = `ON CONFLICT (series_id, tier, bucket) DO UPDATE SET ${RED_COUNTS.map(
  column => `${column} = embedded_red.${column} + excluded.${column}`,
).join(', ')}`;

/** Writes the spans of several export requests inside one transaction. */
export async function writeSpans(
  trx: Knex,
  batches: readonly SpanRows[],
  series: SeriesIds,
): Promise<void> {
  const requests = batches.flatMap(batch => batch.requests);
  await insertRows(
    trx,
    'embedded_block',
    ['block_id', 'start_us', 'data'],
    batches
      .flatMap(batch => batch.blocks)
      .map(row => [row.blockId, row.startUs, row.data]),
    'ON CONFLICT (block_id) DO NOTHING',
  );
  await insertRows(
    trx,
    'embedded_part',
    ['trace_id', 'block_id', 'service'],
    batches
      .flatMap(batch => batch.parts)
      .map(row => [row.traceId, row.blockId, row.service]),
    'ON CONFLICT (trace_id, block_id, service) DO NOTHING',
  );
  await insertRows(
    trx,
    'embedded_request',
    [
      'trace_id',
      'span_id',
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
      row.service,
      row.environment,
      row.version,
      row.operation,
      row.startUs,
      row.durationUs,
      row.httpStatus ?? null,
      row.error ? 1 : 0,
    ]),
    'ON CONFLICT (trace_id, span_id) DO NOTHING',
  );
  await writeTraces(
    trx,
    batches.flatMap(batch => batch.traces),
  );
  await writeRed(
    trx,
    requests.filter(request => request.counted),
    series,
  );
  await writeEdges(
    trx,
    batches.flatMap(batch => batch.edges),
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

async function writeRed(
  trx: Knex,
  requests: readonly RequestRow[],
  series: SeriesIds,
) {
  const ids = await series.resolve(trx, requests);
  const counts = new Map<string, { key: number[]; values: number[] }>();
  for (const [index, request] of requests.entries()) {
    const histogramBucket = bucketOf(request.durationUs / 1e6);
    for (const tier of TIERS) {
      const bucket = bucketAt(request.startUs, tier.seconds);
      const key = `${ids[index]} ${tier.seconds} ${bucket}`;
      let row = counts.get(key);
      if (!row) {
        row = {
          key: [ids[index], tier.seconds, bucket],
          values: new Array<number>(DURATION_BUCKETS + 2).fill(0),
        };
        counts.set(key, row);
      }
      row.values[0] += 1;
      row.values[1] += request.error ? 1 : 0;
      row.values[2 + histogramBucket] += 1;
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

async function writeEdges(trx: Knex, edges: readonly EdgeRow[]) {
  const rows = new Map<string, SqlValue[]>();
  for (const edge of edges) {
    const key: SqlValue[] = [
      edge.bucket,
      edge.environment,
      edge.caller,
      edge.callerVersion,
      edge.callee,
      edge.calleeVersion,
    ];
    const id = key.join('\n');
    const [requests, errors] = rows.get(id)?.slice(6).map(Number) ?? [0, 0];
    rows.set(id, [...key, requests + 1, errors + (edge.error ? 1 : 0)]);
  }
  await insertRows(
    trx,
    'embedded_edge',
    [
      'bucket',
      'environment',
      'caller',
      'caller_version',
      'callee',
      'callee_version',
      'requests',
      'errors',
    ],
    [...rows.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row),
    `ON CONFLICT (bucket, environment, caller, caller_version, callee, callee_version)
     DO UPDATE SET requests = embedded_edge.requests + excluded.requests,
       errors = embedded_edge.errors + excluded.errors`,
  );
}
