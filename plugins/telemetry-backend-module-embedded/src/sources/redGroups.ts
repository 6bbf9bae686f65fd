import {
  snapRange,
  stepFor,
  TimeRange,
  VersionFigures,
} from '@sextant/plugin-telemetry-common';
import { Knex } from 'knex';
import { VersionKey } from '../ingest/batches';
import { rowsOf } from '../store/sql';
import { tierFor } from '../store/tiers';
import { RED_SUMS, redCounts, RedCounts, redFigures } from './redRows';

/** Counts of one version in one environment over a range. */
export interface RedGroup extends VersionKey {
  counts: RedCounts;
}

/** Counts of every version in a range, of one service or of the whole fleet. */
export async function redGroups(
  knex: Knex,
  range: TimeRange,
  nowMs: number,
  service?: string,
): Promise<RedGroup[]> {
  const tier = tierFor(range, Math.max(15, stepFor(range, 60)), nowMs);
  const { fromMs, toMs } = snapRange(range, tier);
  const rows = rowsOf(
    await knex.raw(
      `SELECT s.service, s.environment, s.version, ${RED_SUMS}
         FROM embedded_series s JOIN embedded_red r ON r.series_id = s.id
        WHERE r.tier = ${tier} AND r.bucket >= ${
        fromMs / 1000
      } AND r.bucket < ${toMs / 1000}
          ${service ? 'AND s.service = ?' : ''}
        GROUP BY s.service, s.environment, s.version`,
      service ? [service] : [],
    ),
  );
  return rows.map(row => ({ ...versionKey(row), counts: redCounts(row) }));
}

/** Figures of every version with its service, the one with most requests first. */
export async function versionFigures(
  knex: Knex,
  groups: readonly RedGroup[],
  range: TimeRange,
  service?: string,
): Promise<Array<VersionFigures & { service: string }>> {
  const seen = await presence(knex, service);
  const running = await instances(knex, range, service);
  const totals = new Map<string, number>();
  for (const group of groups) {
    const key = `${group.service}\n${group.environment}`;
    totals.set(key, (totals.get(key) ?? 0) + group.counts.requests);
  }
  return groups
    .map(group => {
      const key = keyOf(group);
      const total = totals.get(`${group.service}\n${group.environment}`) ?? 0;
      return {
        ...redFigures(group.counts, (range.toMs - range.fromMs) / 1000),
        service: group.service,
        version: group.version,
        environment: group.environment,
        share: total > 0 ? group.counts.requests / total : 0,
        instances: running.get(key) ?? 0,
        firstSeen: toTime(seen.get(key)?.firstUs),
        lastSeen: toTime(seen.get(key)?.lastUs),
      };
    })
    .sort((a, b) => b.requests - a.requests);
}

/** Environments by their number of requests, most first. */
export function environmentsOf(groups: readonly RedGroup[]): string[] {
  const requests = new Map<string, number>();
  for (const { environment, counts } of groups) {
    requests.set(
      environment,
      (requests.get(environment) ?? 0) + counts.requests,
    );
  }
  return [...requests]
    .sort((a, b) => b[1] - a[1])
    .map(([environment]) => environment);
}

async function presence(knex: Knex, service?: string) {
  const rows = rowsOf(
    await knex.raw(
      `SELECT * FROM embedded_presence ${service ? 'WHERE service = ?' : ''}`,
      service ? [service] : [],
    ),
  );
  return new Map(
    rows.map(row => [
      keyOf(versionKey(row)),
      { firstUs: Number(row.first_us), lastUs: Number(row.last_us) },
    ]),
  );
}

async function instances(knex: Knex, range: TimeRange, service?: string) {
  const rows = rowsOf(
    await knex.raw(
      `SELECT service, environment, version, COUNT(*) AS instances FROM embedded_instance
        WHERE last_us >= ${Math.trunc(range.fromMs * 1000)} ${
        service ? 'AND service = ?' : ''
      }
        GROUP BY service, environment, version`,
      service ? [service] : [],
    ),
  );
  return new Map(
    rows.map(row => [keyOf(versionKey(row)), Number(row.instances)]),
  );
}

function versionKey(row: Record<string, unknown>): VersionKey {
  return {
    service: String(row.service),
    environment: String(row.environment),
    version: String(row.version),
  };
}

function keyOf({ service, environment, version }: VersionKey): string {
  return `${service}\n${environment}\n${version}`;
}

function toTime(us: number | undefined): string {
  return new Date((us ?? 0) / 1000).toISOString();
}
