import { CountRow, Question } from '@sextant/plugin-telemetry-node';
import { Pace } from '@sextant/plugin-kit-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { Grid } from './redCounts';
import { Conditions, originOf, Row } from './rows';

interface Heard {
  instances: number;
  firstSeenMs: number;
  lastSeenMs: number;
}

/**
 * Counts with how many instances were heard of in the range, and when the version was heard of first and
 * last. Versions that were heard of and answered no request are there too, with none.
 */
export async function withPresence(
  knex: Knex,
  counts: readonly CountRow[],
  question: Question,
  { covered }: Grid,
): Promise<CountRow[]> {
  const conditions = new Conditions()
    .and('first_us < ?', Math.trunc(covered.toMs * 1000))
    .and('last_us >= ?', Math.trunc(covered.fromMs * 1000))
    .in('service', question.services)
    .in('environment', question.environments)
    .in('version', question.versions);
  const [versions, instances] = [
    rowsOf(
      await knex.raw(
        `SELECT service, environment, version, first_us, last_us
           FROM embedded_presence WHERE ${conditions.sql}`,
        conditions.bindings,
      ),
    ),
    rowsOf(
      await knex.raw(
        `SELECT service, environment, version, COUNT(*) AS instances
           FROM embedded_instance WHERE ${conditions.sql}
          GROUP BY service, environment, version`,
        conditions.bindings,
      ),
    ),
  ];
  const pace = new Pace();
  const running = new Map<string, number>();
  await pace.map(instances, row =>
    running.set(keyOf(row), Number(row.instances)),
  );
  const heard = new Map<string, { row: Row; heard: Heard }>();
  await pace.map(versions, row => {
    const key = keyOf(row);
    heard.set(key, {
      row,
      heard: {
        // One that does not name itself is one all the same.
        instances: Math.max(1, running.get(key) ?? 0),
        firstSeenMs: Number(row.first_us) / 1000,
        lastSeenMs: Math.min(covered.toMs, Number(row.last_us) / 1000),
      },
    });
  });
  const counted = new Set<string>();
  const found = await pace.map(counts, row => {
    const key = keyOf(row);
    counted.add(key);
    return { ...row, ...heard.get(key)?.heard };
  });
  const silent = [...heard].flatMap(([key, { row, heard: times }]) =>
    counted.has(key)
      ? []
      : [
          {
            ...originOf(row),
            ...times,
            fromMs: covered.fromMs,
            seconds: (covered.toMs - covered.fromMs) / 1000,
            requests: 0,
            failed: 0,
          },
        ],
  );
  return [...found, ...silent];
}

function keyOf({ service, environment, version }: Row | CountRow): string {
  return JSON.stringify([service, environment || '', version || '']);
}
