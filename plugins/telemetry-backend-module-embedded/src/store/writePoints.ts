import { Pace } from '@sextant/plugin-kit-node';
import { Knex } from 'knex';
import type { RuntimeRow } from '../ingest/batches';
import { insertRows } from './sql';

const KEY = [
  'service',
  'metric',
  'bucket',
  'environment',
  'version',
  'instance',
  'attributes',
] as const;

/**
 * Keeps per metric, process and bucket the newest value, or, of what comes as increases, their sum with the
 * seconds that it is of. Inside one transaction.
 */
export async function writePoints(
  trx: Knex,
  rows: readonly RuntimeRow[],
): Promise<void> {
  const merged = new Map<string, RuntimeRow>();
  const pace = await Pace.begin();
  await pace.map(rows, row => {
    const key = JSON.stringify(KEY.map(name => row[name]));
    merged.set(key, merge(merged.get(key), row));
  });
  await insertRows(
    trx,
    'embedded_runtime',
    [...KEY, 'time_us', 'value', 'seconds'],
    [...merged.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => [
        ...KEY.map(name => row[name]),
        row.timeUs,
        row.value,
        row.seconds,
      ]),
    `ON CONFLICT (${KEY.join()}) DO UPDATE SET
       value = CASE WHEN excluded.seconds > 0 THEN embedded_runtime.value + excluded.value
         WHEN excluded.time_us >= embedded_runtime.time_us THEN excluded.value
         ELSE embedded_runtime.value END,
       seconds = embedded_runtime.seconds + excluded.seconds,
       time_us = CASE WHEN excluded.time_us > embedded_runtime.time_us
         THEN excluded.time_us ELSE embedded_runtime.time_us END`,
  );
}

/** As the statement merges with what is stored. */
function merge(known: RuntimeRow | undefined, row: RuntimeRow): RuntimeRow {
  if (!known) {
    return row;
  }
  if (row.seconds > 0) {
    return {
      ...row,
      value: known.value + row.value,
      seconds: known.seconds + row.seconds,
      timeUs: Math.max(known.timeUs, row.timeUs),
    };
  }
  return row.timeUs >= known.timeUs ? row : known;
}
