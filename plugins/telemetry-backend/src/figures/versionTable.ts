import { TimeRange } from '@sextant/plugin-kit-common';
import { VersionFigures } from '@sextant/plugin-telemetry-common';
import { CountRow } from '@sextant/plugin-telemetry-node';
import { compareText } from '@sextant/plugin-kit-node';
import { environmentWord } from '../naming/words';
import { CountSum } from './CountSum';
import { groupBy } from './groupBy';

/** Counts with the version that people see, and the seconds that their rate is over. */
export interface NamedCounts {
  row: CountRow;
  version: string;
  rateSeconds: number;
}

/**
 * Figures of every version in every environment, the one with most requests first. Shares are of all
 * requests of the environment.
 */
export function versionTable(
  counts: readonly NamedCounts[],
  range: TimeRange,
): VersionFigures[] {
  const totals = new Map<string, number>();
  for (const { row } of counts) {
    const environment = environmentWord(row.environment);
    totals.set(environment, (totals.get(environment) ?? 0) + row.requests);
  }
  return groupBy(counts, ({ row, version }) => [
    environmentWord(row.environment),
    version,
  ])
    .map((own): VersionFigures => {
      const [{ row, version }] = own;
      const environment = environmentWord(row.environment);
      const total = totals.get(environment) ?? 0;
      const sum = new CountSum();
      let rate = 0;
      for (const part of own) {
        sum.add(part.row);
        rate += part.row.requests / part.rateSeconds;
      }
      return {
        ...sum.figures(rate),
        version,
        environment,
        share: total > 0 ? sum.requests / total : 0,
        instances: own.reduce(
          (count, part) => count + (part.row.instances ?? 0),
          0,
        ),
        firstSeen: firstSeenOf(own),
        lastSeen: lastSeenOf(own, range),
      };
    })
    .filter(({ requests, instances }) => requests > 0 || instances > 0)
    .sort(
      (a, b) =>
        b.requests - a.requests ||
        // Rows with as many stay where they are from one look to the next.
        compareText(a.environment, b.environment) ||
        compareText(a.version, b.version),
    );
}

/** Environments by their number of requests, most first. */
export function environmentsOf(rows: readonly CountRow[]): string[] {
  const requests = new Map<string, number>();
  for (const row of rows) {
    const environment = environmentWord(row.environment);
    requests.set(environment, (requests.get(environment) ?? 0) + row.requests);
  }
  return [...requests]
    .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
    .map(([environment]) => environment);
}

/** Null as soon as one part does not know. */
function firstSeenOf(counts: readonly NamedCounts[]): string | null {
  const times = counts.map(({ row }) => row.firstSeenMs ?? -Infinity);
  const first = Math.min(...times);
  return Number.isFinite(first) ? new Date(first).toISOString() : null;
}

function lastSeenOf(counts: readonly NamedCounts[], range: TimeRange): string {
  const last = Math.max(
    ...counts.map(
      ({ row }) => row.lastSeenMs ?? row.fromMs + row.seconds * 1000,
    ),
  );
  return new Date(Math.min(last, range.toMs)).toISOString();
}
