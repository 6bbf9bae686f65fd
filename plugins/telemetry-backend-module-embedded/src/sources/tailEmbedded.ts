import {
  LineRow,
  TailQuestion,
  TailRows,
} from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSqlite, rowsOf } from '../store/sql';
import { containsText, lineConditions, mayContain } from './lineMatching';
import { Conditions, Row } from './rows';

const EVERY_MS = 1_000;
const LINES = 500;
/** How many new lines of all services one look goes over. */
const LOOKED_AT_ONCE = 20_000;
/** PostgreSQL hands out ids before rows are committed: one that comes late is still looked for. */
const LATE_IDS = 2_000;

/**
 * New lines as they are stored: looked for by their id, so that a look costs what has come and not what
 * is there, and goes on behind all it has looked at, whether or not it matched.
 */
export async function* tailEmbedded(
  knex: Knex,
  question: TailQuestion,
  resume: number | undefined,
  signal: AbortSignal,
  toRow: (row: Row) => LineRow,
): AsyncGenerator<TailRows> {
  const start = resume ?? (await newestId(knex));
  let after = start;
  const lateIds = isSqlite(knex) ? 0 : LATE_IDS;
  const sent = new Set<number>();
  while (!signal.aborted) {
    const last = await newestId(knex);
    const newest = Math.min(last, after + LOOKED_AT_ONCE);
    const since = Math.max(start, after - lateIds);
    const found =
      newest > since ? await linesBetween(knex, question, since, newest) : [];
    const fresh = found.filter(
      row =>
        !sent.has(Number(row.id)) &&
        (question.text === undefined || containsText(row, question.text)),
    );
    after = Math.max(after, newest);
    if (lateIds > 0) {
      fresh.forEach(row => sent.add(Number(row.id)));
      for (const id of sent) {
        if (id <= after - lateIds) {
          sent.delete(id);
        }
      }
    }
    if (fresh.length > 0) {
      const rows = fresh.slice(-LINES);
      yield {
        rows: rows.map(toRow),
        dropped: fresh.length - rows.length,
        resume: String(after),
      };
    }
    if (newest >= last) {
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function linesBetween(
  knex: Knex,
  question: TailQuestion,
  after: number,
  upTo: number,
): Promise<Row[]> {
  const conditions = lineConditions(
    question,
    new Conditions()
      .and('l.id > ?', after)
      .and('l.id <= ?', upTo)
      // Not by the service's index: it would read all its lines.
      .in('+l.service', question.services)
      .in('l.environment', question.environments)
      .in('l.version', question.versions),
  );
  if (question.text !== undefined) {
    mayContain(conditions, question.text);
  }
  const sql = isSqlite(knex)
    ? conditions.sql
    : conditions.sql.replace('+l.service', 'l.service');
  return rowsOf(
    await knex.raw(
      `SELECT l.* FROM embedded_log l WHERE ${sql} ORDER BY l.id`,
      conditions.bindings,
    ),
  );
}

async function newestId(knex: Knex): Promise<number> {
  const [row] = rowsOf(
    await knex.raw('SELECT MAX(id) AS id FROM embedded_log'),
  );
  return Number(row?.id ?? 0);
}
