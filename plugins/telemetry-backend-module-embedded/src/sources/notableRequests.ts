import { RequestQuestion } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { positionOf, requestConditions } from './requestConditions';
import { Row } from './rows';

/** Among how many of the latest requests is looked; a search that reaches it says how far it went. */
const CANDIDATES = 200_000;
/** Into how many parts a range is cut to draw a sample from each. */
const SLICES = 30;

/** Requests that stand out, and how far back was looked. */
export interface Notable {
  rows: Row[];
  completeTo: number | undefined;
}

/**
 * The slowest requests of a range, or what is notable in it: a third of failed ones, a fourth of the
 * slowest, and of every part of the range some of the rest.
 */
export async function notableRequests(
  knex: Knex,
  question: RequestQuestion,
): Promise<Notable> {
  const conditions = requestConditions(question, 'r');
  const candidates = `(SELECT * FROM embedded_request r WHERE ${conditions.sql}
    ORDER BY r.start_us DESC LIMIT ${CANDIDATES}) AS latest`;
  const ask = async (rest: string): Promise<Row[]> =>
    rowsOf(await knex.raw(rest, conditions.bindings));
  const slowest = (limit: number) =>
    ask(`SELECT * FROM ${candidates} ORDER BY duration_us DESC LIMIT ${limit}`);
  const [bound] = await ask(
    `SELECT COUNT(*) AS looked, MIN(start_us) AS oldest FROM ${candidates}`,
  );
  const completeTo =
    Number(bound?.looked ?? 0) >= CANDIDATES
      ? Number(bound.oldest) / 1000
      : undefined;
  if (question.order === 'slowest') {
    return { rows: await slowest(question.limit), completeTo };
  }
  const failed = await ask(
    `SELECT * FROM ${candidates} WHERE error = 1
      ORDER BY start_us DESC LIMIT ${Math.ceil(question.limit / 3)}`,
  );
  const slow = await slowest(Math.ceil(question.limit / 4));
  const fromUs = Math.trunc(question.range.fromMs * 1000);
  const widthUs = Math.max(
    1,
    Math.ceil(((question.range.toMs - question.range.fromMs) * 1000) / SLICES),
  );
  const perSlice = Math.max(
    1,
    Math.floor((question.limit - failed.length - slow.length) / SLICES),
  );
  const sample = await ask(
    `SELECT * FROM (
       SELECT latest.*, ROW_NUMBER() OVER (
         PARTITION BY (start_us - ${fromUs}) / ${widthUs} ORDER BY start_us DESC) AS place
         FROM ${candidates}) AS placed
      WHERE place <= ${perSlice}`,
  );
  const rows = new Map<string, Row>();
  for (const row of [...failed, ...slow, ...sample]) {
    rows.set(positionOf(row), row);
  }
  return { rows: [...rows.values()].slice(0, question.limit), completeTo };
}
