import { Knex } from 'knex';
import type { LogRow } from '../ingest/batches';
import { insertReturning, insertRows, SqlValue } from './sql';
import { bucketAt, TIERS } from './tiers';

/**
 * Writes log lines inside one transaction, and gives those that were not there before: a collector that
 * retries may put a line into another export request.
 */
export async function writeLogs(
  trx: Knex,
  logs: readonly LogRow[],
): Promise<LogRow[]> {
  const added = await insertReturning(
    trx,
    'embedded_log',
    [
      'time_us',
      'time_nano',
      'service',
      'environment',
      'version',
      'level',
      'trace_id',
      'span_id',
      'body',
      'cut',
      'attributes',
      'identity',
    ],
    logs.map(row => [
      row.timeUs,
      row.timeNano,
      row.service,
      row.environment,
      row.version,
      row.level,
      row.traceId ?? null,
      row.spanId ?? null,
      row.body,
      row.cut,
      row.attributes,
      row.identity,
    ]),
    'ON CONFLICT (time_us, identity) DO NOTHING RETURNING time_us, identity',
  );
  const lines = new Map(
    logs.map(row => [`${row.timeUs} ${row.identity}`, row]),
  );
  return added.flatMap(
    ({ time_us: timeUs, identity }) => lines.get(`${timeUs} ${identity}`) ?? [],
  );
}

/** Counts lines by level and time bucket, inside the transaction that writes them. */
export async function countLines(
  trx: Knex,
  added: readonly LogRow[],
): Promise<void> {
  const volume = new Map<string, SqlValue[]>();
  for (const row of added) {
    for (const tier of TIERS) {
      const key: SqlValue[] = [
        row.service,
        tier.seconds,
        bucketAt(row.timeUs, tier.seconds),
        row.environment,
        row.version,
        row.level,
      ];
      const id = JSON.stringify(key);
      volume.set(id, [...key, Number(volume.get(id)?.[6] ?? 0) + 1]);
    }
  }
  await insertRows(
    trx,
    'embedded_log_volume',
    ['service', 'tier', 'bucket', 'environment', 'version', 'level', 'lines'],
    [...volume.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row),
    `ON CONFLICT (service, tier, bucket, environment, version, level)
     DO UPDATE SET lines = embedded_log_volume.lines + excluded.lines`,
  );
}
