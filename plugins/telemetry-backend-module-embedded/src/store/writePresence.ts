import { Knex } from 'knex';
import type { PresenceRow } from '../ingest/batches';
import { insertRows } from './sql';

/** Remembers which versions and instances were heard of, inside one transaction. */
export async function writePresence(
  trx: Knex,
  rows: readonly PresenceRow[],
): Promise<void> {
  const versions = mergeBy(rows, row => [
    row.service,
    row.environment,
    row.version,
  ]);
  const written = insertRows(
    trx,
    'embedded_presence',
    ['service', 'environment', 'version', 'first_us', 'last_us', 'rung'],
    versions.map(row => [
      row.service,
      row.environment,
      row.version,
      row.firstUs,
      row.lastUs,
      row.rung,
    ]),
    `ON CONFLICT (service, environment, version) DO UPDATE SET
       first_us = CASE WHEN excluded.first_us < embedded_presence.first_us
         THEN excluded.first_us ELSE embedded_presence.first_us END,
       last_us = CASE WHEN excluded.last_us > embedded_presence.last_us
         THEN excluded.last_us ELSE embedded_presence.last_us END,
       rung = excluded.rung`,
  );
  const instances = mergeBy(
    rows.filter(row => row.instance),
    row => [row.service, row.environment, row.version, row.instance],
  );
  const alsoWritten = insertRows(
    trx,
    'embedded_instance',
    ['service', 'environment', 'version', 'instance', 'first_us', 'last_us'],
    instances.map(row => [
      row.service,
      row.environment,
      row.version,
      row.instance,
      row.firstUs,
      row.lastUs,
    ]),
    `ON CONFLICT (service, environment, version, instance) DO UPDATE SET
       first_us = CASE WHEN excluded.first_us < embedded_instance.first_us
         THEN excluded.first_us ELSE embedded_instance.first_us END,
       last_us = CASE WHEN excluded.last_us > embedded_instance.last_us
         THEN excluded.last_us ELSE embedded_instance.last_us END`,
  );
  await Promise.all([written, alsoWritten]);
}

function mergeBy(
  rows: readonly PresenceRow[],
  partsOf: (row: PresenceRow) => readonly string[],
): PresenceRow[] {
  const merged = new Map<string, PresenceRow>();
  for (const row of rows) {
    const key = JSON.stringify(partsOf(row));
    const known = merged.get(key);
    merged.set(key, {
      ...row,
      firstUs: Math.min(row.firstUs, known?.firstUs ?? Infinity),
      lastUs: Math.max(row.lastUs, known?.lastUs ?? 0),
    });
  }
  return [...merged.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}
