import { Knex } from 'knex';
import { isSqlite, rowsOf } from './sql';

/** Bytes in use, by kind of data. */
export interface StoreSize {
  /** Spans, requests and log lines. */
  events: number;
  /** Counts, runtime points and edges. */
  counts: number;
}

/** Columns, index entries and parts of a stored request or line, roughly, in bytes. */
const EVENT_ROW_BYTES = 500;
/** Of each table of counts, a row with its index entries: measured on SQLite with full tables. */
const COUNT_ROW_BYTES = {
  embedded_red: 160,
  embedded_log_volume: 130,
  embedded_runtime: 150,
  embedded_edge: 130,
} as const;

/** The tables whose rows count. */
export const COUNT_TABLES = [
  'embedded_red',
  'embedded_log_volume',
  'embedded_runtime',
  'embedded_edge',
] as const;

/** What the store holds. Deleted rows leave room inside the file, which is not counted. */
export async function measureStore(knex: Knex): Promise<StoreSize> {
  let counts = 0;
  for (const table of COUNT_TABLES) {
    const [row] = rowsOf(
      await knex.raw(`SELECT COUNT(*) AS stored FROM ${table}`),
    );
    counts += Number(row?.stored ?? 0) * COUNT_ROW_BYTES[table];
  }
  if (isSqlite(knex)) {
    const [row] = rowsOf(
      await knex.raw(
        `SELECT (p.page_count - f.freelist_count) * s.page_size AS bytes
           FROM pragma_page_count() p, pragma_freelist_count() f, pragma_page_size() s`,
      ),
    );
    const all = Number(row?.bytes ?? 0);
    return { events: Math.max(0, all - counts), counts };
  }
  // PostgreSQL gives room back to the table, not to the disk: its files do not shrink, and dropping
  // until they do would drop everything. What is stored is counted instead.
  const [row] = rowsOf(
    await knex.raw(
      `SELECT (SELECT COALESCE(SUM(octet_length(data)), 0) FROM embedded_block)
            + (SELECT COALESCE(SUM(octet_length(body) + octet_length(attributes)), 0) FROM embedded_log)
            + (SELECT COUNT(*) FROM embedded_request) * ${EVENT_ROW_BYTES}
            + (SELECT COUNT(*) FROM embedded_log) * ${EVENT_ROW_BYTES} AS bytes`,
    ),
  );
  return { events: Number(row?.bytes ?? 0), counts };
}
