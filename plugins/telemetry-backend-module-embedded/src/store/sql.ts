import { Knex } from 'knex';

/** A value that both databases take. */
export type SqlValue = string | number | Buffer | null;

const MAX_PARAMETERS = 16_000;
const MAX_JSON_ROWS = 4_000;

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
  await insertReturning(knex, table, columns, rows, suffix);
}

/** As {@link insertRows}, with the rows that the suffix says are returned. */
export async function insertReturning(
  knex: Knex,
  table: string,
  columns: readonly string[],
  rows: readonly SqlValue[][],
  suffix: string,
): Promise<Array<Record<string, unknown>>> {
  const into = `INSERT INTO ${table} (${columns.join(',')})`;
  const inJson = isSqlite(knex) && rows.every(row => row.every(isExactInJson));
  const perStatement = inJson
    ? MAX_JSON_ROWS
    : Math.max(1, Math.floor(MAX_PARAMETERS / columns.length));
  const results: Array<Promise<unknown>> = [];
  for (let at = 0; at < rows.length; at += perStatement) {
    const part = rows.slice(at, at + perStatement);
    // One after the other in the database, without coming back here between two of them.
    results.push(
      inJson
        ? inOrder(
            knex.raw(`${into} ${fromJson(columns)} ${suffix}`, [
              JSON.stringify(part),
            ]),
          )
        : inOrder(
            knex.raw(`${into} ${fromParameters(part)} ${suffix}`, part.flat()),
          ),
    );
  }
  return (await Promise.all(results)).flatMap(rowsOf);
}

/**
 * One short statement for any number of rows, which SQLite compiles once: sixteen thousand parameters take
 * longer to be named, bound and handed to a thread than a text does to be read.
 */
function fromJson(columns: readonly string[]): string {
  const values = columns.map((_, at) => `value->>${at}`).join(',');
  // WHERE: SQLite takes the ON of what follows for a join's otherwise.
  return `SELECT ${values} FROM json_each(?) WHERE true`;
}

function fromParameters(rows: readonly SqlValue[][]): string {
  return `VALUES ${rows
    .map(row => `(${row.map(() => '?').join(',')})`)
    .join(',')}`;
}

/** A query of Knex is asked when somebody waits for it: from here on. */
async function inOrder(query: PromiseLike<unknown>): Promise<unknown> {
  return query;
}

/** Whole numbers, text and nothing; bytes are not, and SQLite may read a fraction a little differently. */
function isExactInJson(value: SqlValue): boolean {
  return (
    typeof value === 'string' || value === null || Number.isSafeInteger(value)
  );
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
