import { TimeRange } from '@sextant/plugin-kit-common';
import { EdgeQuestion, EdgeRow } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { EDGE_BUCKET_S } from '../store/writeCalls';
import { Conditions, originOf, Row, stored } from './rows';

/** Columns that say who was called. */
const CALLEE = 's.service, s.environment, s.version, s.operation';

/**
 * Who called whom, in whole minutes. What a version answered and no caller is known of is there too,
 * without one: callers and the unknown rest add up to all that was counted.
 */
export async function embeddedEdges(
  knex: Knex,
  question: EdgeQuestion,
  nowMs: number,
): Promise<{ rows: EdgeRow[]; covered: TimeRange }> {
  const from =
    Math.floor(question.range.fromMs / 1000 / EDGE_BUCKET_S) * EDGE_BUCKET_S;
  const to =
    Math.ceil(question.range.toMs / 1000 / EDGE_BUCKET_S) * EDGE_BUCKET_S;
  const conditions = (alias: string) =>
    new Conditions()
      .and(`${alias}.bucket >= ?`, from)
      .and(`${alias}.bucket < ?`, to)
      .in('s.service', question.services)
      .in('s.environment', question.environments)
      .in('s.version', question.versions);
  const ends = question.endsAt;
  const edges = conditions('e');
  if (ends) {
    edges.either('s.service', 'e.caller', ends);
  }
  const known = rowsOf(
    await knex.raw(
      `SELECT ${CALLEE}, e.kind, e.caller, e.caller_environment, e.caller_version,
              SUM(e.requests) AS requests, SUM(e.errors) AS errors, MAX(e.bucket) AS last
         FROM embedded_edge e JOIN embedded_series s ON s.id = e.series_id
        WHERE ${edges.sql}
        GROUP BY ${CALLEE}, e.kind, e.caller, e.caller_environment, e.caller_version
       HAVING SUM(e.requests) > 0`,
      edges.bindings,
    ),
  );
  const tier = await countedTier(knex, from, nowMs);
  // Of a callee at the far end not all callers were asked for: what is left of it is not told.
  const counts = conditions('r').and('r.tier = ?', tier).in('s.service', ends);
  const counted = rowsOf(
    await knex.raw(
      `SELECT ${CALLEE}, SUM(r.requests) AS requests, SUM(r.errors) AS errors
         FROM embedded_red r JOIN embedded_series s ON s.id = r.series_id
        WHERE ${counts.sql} GROUP BY ${CALLEE}`,
      counts.bindings,
    ),
  );
  const rows = known.map(row => toEdge(row, nowMs));
  return {
    rows: [...rows, ...unattributed(counted, rows)],
    covered: {
      fromMs: from * 1000,
      toMs: Math.max(from * 1000 + 1, Math.min(to * 1000, nowMs)),
    },
  };
}

/** Counts per minute, or what they are kept in once they are older. */
async function countedTier(
  knex: Knex,
  from: number,
  nowMs: number,
): Promise<number> {
  const [row] = rowsOf(
    await knex.raw(
      'SELECT MIN(bucket) AS oldest FROM embedded_red WHERE tier = ?',
      [EDGE_BUCKET_S],
    ),
  );
  const oldest = Number(row?.oldest ?? nowMs / 1000);
  return from >= oldest ? EDGE_BUCKET_S : 300;
}

function toEdge(row: Row, nowMs: number): EdgeRow {
  return {
    from: {
      service: String(row.caller),
      environment: stored(row.caller_environment),
      version: stored(row.caller_version),
    },
    to: originOf(row),
    kind: Number(row.kind) === 1 ? 'event' : 'call',
    operation: String(row.operation),
    requests: Number(row.requests),
    failed: Number(row.errors),
    lastSeenMs: Math.min(nowMs, (Number(row.last) + EDGE_BUCKET_S) * 1000),
  };
}

/** Of each series, what it counted beyond the calls whose caller is known. */
function unattributed(
  counted: readonly Row[],
  known: readonly EdgeRow[],
): EdgeRow[] {
  const attributed = new Map<string, { requests: number; failed: number }>();
  for (const { to, operation, kind, requests, failed = 0 } of known) {
    if (kind === 'call') {
      const key = keyOf(to.service, to.environment, to.version, operation);
      const sum = attributed.get(key) ?? { requests: 0, failed: 0 };
      attributed.set(key, sum);
      sum.requests += requests;
      sum.failed += failed;
    }
  }
  return counted.flatMap((row): EdgeRow[] => {
    const to = originOf(row);
    const operation = String(row.operation);
    const sum = attributed.get(
      keyOf(to.service, to.environment, to.version, operation),
    );
    const requests = Number(row.requests) - (sum?.requests ?? 0);
    return requests > 0
      ? [
          {
            to,
            kind: 'call',
            operation,
            requests,
            failed: Math.max(0, Number(row.errors) - (sum?.failed ?? 0)),
          },
        ]
      : [];
  });
}

function keyOf(...parts: Array<string | undefined>): string {
  return JSON.stringify(parts);
}
