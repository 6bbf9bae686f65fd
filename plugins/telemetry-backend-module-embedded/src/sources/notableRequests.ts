import { RequestQuestion } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { positionOf, requestConditions } from './requestConditions';
import { Conditions, Row } from './rows';

/** Among how many of the latest requests is looked; a search that reaches it says how far it went. */
const CANDIDATES = 200_000;
/** Into how many parts a range is cut to draw a sample from each. */
const SLICES = 30;
/** How many values one statement may carry; SQLite takes 32,766. */
const BINDINGS = 15_000;

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
  const { conditions, completeTo } = await candidates(knex, question);
  const ask = async (rest: string): Promise<Row[]> =>
    rowsOf(
      await knex.raw(
        `SELECT * FROM embedded_request r WHERE ${conditions.sql} ${rest}`,
        conditions.bindings,
      ),
    );
  const slowest = (limit: number) =>
    ask(`ORDER BY r.duration_us DESC LIMIT ${limit}`);
  if (question.order === 'slowest') {
    return { rows: await slowest(question.limit), completeTo };
  }
  const [failed, slow, latest] = await Promise.all([
    ask(
      `AND r.error = 1 ORDER BY r.start_us DESC LIMIT ${Math.ceil(
        question.limit / 3,
      )}`,
    ),
    slowest(Math.ceil(question.limit / 4)),
    latestOfSlices(knex, question, conditions),
  ]);
  const perSlice = Math.max(
    1,
    Math.floor((question.limit - failed.length - slow.length) / SLICES),
  );
  const sample = latest.flatMap(slice => slice.slice(0, perSlice));
  const rows = new Map<string, Row>();
  for (const row of [...failed, ...slow, ...sample]) {
    rows.set(positionOf(row), row);
  }
  return { rows: [...rows.values()].slice(0, question.limit), completeTo };
}

/** The latest requests of each part of a range, each part found by an index and read no further. */
async function latestOfSlices(
  knex: Knex,
  question: RequestQuestion,
  { sql, bindings }: Conditions,
): Promise<Row[][]> {
  const fromUs = Math.trunc(question.range.fromMs * 1000);
  const widthUs = Math.max(
    1,
    Math.ceil(((question.range.toMs - question.range.fromMs) * 1000) / SLICES),
  );
  const slices = Array.from({ length: SLICES }, (_, slice) => slice);
  const perStatement = Math.max(1, Math.floor(BINDINGS / bindings.length));
  const slicesOf = Array.from(
    { length: Math.ceil(SLICES / perStatement) },
    (_, part) => slices.slice(part * perStatement, (part + 1) * perStatement),
  );
  const rows = await Promise.all(
    slicesOf.map(part =>
      knex
        .raw(
          part
            .map(
              slice => `SELECT * FROM (
                 SELECT r.*, ${slice} AS slice FROM embedded_request r
                  WHERE ${sql} AND r.start_us >= ${fromUs + slice * widthUs}
                    AND r.start_us < ${fromUs + (slice + 1) * widthUs}
                  ORDER BY r.start_us DESC
                  LIMIT ${Math.ceil(question.limit / SLICES)}) AS of_${slice}`,
            )
            .join(' UNION ALL '),
          part.flatMap(() => bindings),
        )
        .then(rowsOf),
    ),
  );
  const latest = slices.map((): Row[] => []);
  for (const row of rows.flat()) {
    latest[Number(row.slice)].push(row);
  }
  return latest;
}

/** The latest requests of a question, and where they begin if there are more. */
async function candidates(knex: Knex, question: RequestQuestion) {
  const conditions = requestConditions(question, 'r');
  const lastOf = async ({ sql, bindings }: Conditions) =>
    rowsOf(
      await knex.raw(
        `SELECT r.start_us FROM embedded_request r WHERE ${sql}
          ORDER BY r.start_us DESC LIMIT 1 OFFSET ${CANDIDATES - 1}`,
        bindings,
      ),
    ).map(row => Number(row.start_us));
  const { range, services } = question;
  // Told by an index where there are fewer of the services at all, whatever else is asked.
  const [any] = await lastOf(
    requestConditions({ range, services, order: 'newest', limit: 1 }, 'r'),
  );
  const [oldest] = any === undefined ? [] : await lastOf(conditions);
  return oldest === undefined
    ? { conditions, completeTo: undefined }
    : {
        conditions: conditions.and('r.start_us >= ?', oldest),
        completeTo: oldest / 1000,
      };
}
