import {
  ATTENTION_KINDS,
  FleetPage,
  FleetRow,
  FleetSort,
} from '@sextant/plugin-services-common';
import { isFailing, isSlow } from './attentionOf';
import { FleetSnapshot } from './FleetSnapshots';
import { readOffset } from './readOffset';
import { Sight } from './Visibility';

/** What the reader asked for. */
export interface FleetQuery {
  owner?: string;
  system?: string;
  lifecycle?: string;
  attention?: boolean;
  q?: string;
  sort: FleetSort;
  order?: 'ascending' | 'descending';
  limit: number;
  cursor?: string;
}

const NAMES = new Intl.Collator('en-US');

type Order = (a: FleetRow, b: FleetRow) => number;

/** What rows are sorted by; undefined is not known, and last either way. */
const FIGURES: Record<
  Exclude<FleetSort, 'worst' | 'name' | 'owner'>,
  (row: FleetRow) => number | undefined
> = {
  rate: row => row.rate,
  errors: row => row.recent.errorRatio ?? row.errorRatio ?? undefined,
  p95: row => row.recent.p95 ?? row.p95 ?? undefined,
  deployed: row =>
    row.lastDeployment && Date.parse(row.lastDeployment.startedAt),
};

const worstFirst: Order = (a, b) =>
  severity(a) - severity(b) ||
  (b.recent.errorRatio ?? 0) - (a.recent.errorRatio ?? 0) ||
  b.rate - a.rate;

/** The order of a page. Rows of a snapshot are in the order of their names, and stay so where they are equal. */
function orderOf({ sort, order }: Pick<FleetQuery, 'sort' | 'order'>): Order {
  if (sort === 'worst') {
    return order === 'ascending' ? (a, b) => worstFirst(b, a) : worstFirst;
  }
  if (sort === 'name' || sort === 'owner') {
    const textOf = (row: FleetRow) => (sort === 'name' ? row.name : row.owner);
    return knownFirst(textOf, (a, b) =>
      order === 'descending' ? NAMES.compare(b, a) : NAMES.compare(a, b),
    );
  }
  return knownFirst(FIGURES[sort], (a, b) =>
    order === 'ascending' ? a - b : b - a,
  );
}

function knownFirst<T>(
  valueOf: (row: FleetRow) => T | undefined,
  compare: (a: T, b: T) => number,
): Order {
  return (a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    return left === undefined || right === undefined
      ? Number(left === undefined) - Number(right === undefined)
      : compare(left, right);
  };
}

/** A page of what the reader may see of a snapshot: filtered, sorted, cut. */
export function fleetPage(
  snapshot: FleetSnapshot,
  sight: Sight,
  query: FleetQuery,
): FleetPage {
  const seen = snapshot.rows
    .filter(row => sight.figures(snapshot.claims.get(row.entityRef) ?? []))
    .map(row =>
      sight.deployments(row.entityRef)
        ? row
        : { ...row, lastDeployment: undefined },
    );
  const found = seen.filter(row => matches(row, query));
  const matching = found.sort(orderOf(query));
  const offset = readOffset(query.cursor);
  const items = matching.slice(offset, offset + query.limit);
  const unhealthy = seen
    .filter(row => isFailing(row) || isSlow(row))
    .sort(worstFirst);
  const refs = new Set(seen.map(row => row.entityRef));
  const deployments = snapshot.deployments24h?.filter(
    ({ service }) => refs.has(service) && sight.deployments(service),
  );
  return {
    items,
    total: matching.length,
    offset,
    nextCursor:
      offset + items.length < matching.length
        ? String(offset + items.length)
        : undefined,
    totals: {
      services: seen.length,
      unregistered: seen.filter(row => !row.registered).length,
      unhealthy: snapshot.knowsTelemetry ? unhealthy.length : null,
      unhealthyNames: unhealthy.slice(0, 3).map(row => row.name),
      deployments24h: deployments?.length ?? null,
      rollbacks24h:
        deployments?.filter(record => record.kind === 'rollback').length ??
        null,
      alertsFiring: sumOfKnown(seen.map(row => row.alertsFiring)),
    },
    facets: {
      owners: distinct(seen.map(row => row.owner)),
      systems: distinct(seen.map(row => row.system)),
      lifecycles: distinct(seen.map(row => row.lifecycle)),
      environments: snapshot.environments,
    },
    environment: snapshot.environment,
    takenAt: snapshot.takenAt,
    missing: snapshot.missing,
  };
}

function matches(row: FleetRow, query: FleetQuery): boolean {
  const text = query.q?.trim().toLocaleLowerCase('en-US');
  return (
    (!query.owner || row.owner === query.owner) &&
    (!query.system || row.system === query.system) &&
    (!query.lifecycle || row.lifecycle === query.lifecycle) &&
    (!query.attention || row.attention.length > 0) &&
    (!text ||
      [
        row.name,
        row.title,
        row.owner,
        row.system,
        ...row.versions.map(v => v.version),
      ].some(held => held?.toLocaleLowerCase('en-US').includes(text)))
  );
}

function severity(row: FleetRow): number {
  const [worst] = row.attention;
  return worst ? ATTENTION_KINDS.indexOf(worst.kind) : ATTENTION_KINDS.length;
}

/** Null when nothing is known of any. */
function sumOfKnown(values: ReadonlyArray<number | null>): number | null {
  const known = values.flatMap(value => value ?? []);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
}

function distinct(values: ReadonlyArray<string | undefined>): string[] {
  return [...new Set(values.flatMap(value => (value ? [value] : [])))].sort();
}
