import { Knex } from 'knex';
import type { LogRow } from '../ingest/batches';
import { insertRows, SqlValue } from './sql';
import { bucketAt, TIERS } from './tiers';

/** Writes log lines and counts them by level and time bucket, inside one transaction. */
export async function writeLogs(
  trx: Knex,
  logs: readonly LogRow[],
): Promise<void> {
  await insertRows(
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
    ]),
    '',
  );
  const volume = new Map<string, SqlValue[]>();
  for (const row of logs) {
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
