import { Knex } from 'knex';

/** A value that both databases take. */
export type SqlValue = string | number | Buffer | null;

const MAX_PARAMETERS = 16_000;

/**
 * Inserts rows with as few statements as the databases' parameter limits allow.
 *
 * @param suffix - What follows the values, e.g. `ON CONFLICT (…) DO NOTHING`.
 */
export async function insertRows(
  knex: Knex,
  table: string,
  columns: readonly string[],
  rows: readonly SqlValue[][],
  suffix: string,
): Promise<void> {
  const perStatement = Math.max(1, Math.floor(MAX_PARAMETERS / columns.length));
  const tuple = `(${columns.map(() => '?').join(',')})`;
  for (let at = 0; at < rows.length; at += perStatement) {
    const part = rows.slice(at, at + perStatement);
    await knex.raw(
      `INSERT INTO ${table} (${columns.join(',')}) VALUES ${part
        .map(() => tuple)
        .join(',')} ${suffix}`,
      part.flat(),
    );
  }
}

/** True for SQLite, false for PostgreSQL. */
export function isSqlite(knex: Knex): boolean {
  return String(knex.client.config.client).includes('sqlite');
}

/** Rows of a raw query, whichever way the driver wraps them. */
export function rowsOf(result: unknown): Array<Record<string, unknown>> {
  const rows = hasRows(result) ? result.rows : result;
  return Array.isArray(rows) ? rows : [];
}

function hasRows(result: unknown): result is { rows: unknown } {
  return typeof result === 'object' && result !== null && 'rows' in result;
}
