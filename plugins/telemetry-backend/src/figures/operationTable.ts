import {
  CLEAR_SIGMAS,
  OperationFigures,
} from '@sextant/plugin-telemetry-common';
import {
  DeclaredVersion,
  versionsBefore,
} from '@sextant/plugin-services-common';
import { compareText } from '@sextant/plugin-kit-node';
import { environmentWord } from '../naming/words';
import { CountSum } from './CountSum';
import { groupBy } from './groupBy';
import { operationChange } from './operationChange';
import { NamedCounts } from './versionTable';

interface Summed {
  operation: string;
  version: string;
  environment: string;
  sum: CountSum;
  rate: number;
  seconds: number | null;
}

/**
 * Figures of every operation of every version: those that changed most against the version before first,
 * then those that take most of the time.
 *
 * @param firstSeen - When each version was seen first, where that is known, in milliseconds since the epoch.
 */
export function operationTable(
  counts: readonly NamedCounts[],
  declared: readonly DeclaredVersion[] = [],
  firstSeen: ReadonlyMap<string, number> = new Map(),
): OperationFigures[] {
  const rows = groupBy(
    counts.filter(({ row }) => row.operation !== undefined),
    ({ row, version }) => [
      environmentWord(row.environment),
      version,
      row.operation,
    ],
  )
    .map(summed)
    .filter(({ sum }) => sum.requests > 0);
  const times = new Map<string, number>();
  for (const { environment, seconds } of rows) {
    times.set(environment, (times.get(environment) ?? 0) + (seconds ?? 0));
  }
  const known = groupBy(rows, ({ environment }) => [environment]).flatMap(
    inEnvironment => {
      const sums = new Map(
        inEnvironment.map(row => [keyOf(row.version, row.operation), row.sum]),
      );
      const seen = [
        ...new Set(inEnvironment.map(({ version }) => version)),
      ].map(version => ({ version, firstSeenMs: firstSeen.get(version) }));
      const before = versionsBefore(seen, declared);
      return inEnvironment.map(row => {
        const base = before.get(row.version);
        return toFigures(
          row,
          times.get(row.environment) ?? 0,
          base === undefined
            ? undefined
            : operationChange(
                row.sum,
                sums.get(keyOf(base, row.operation)) ?? new CountSum(),
                base,
              ),
        );
      });
    },
  );
  return known.sort(
    (a, b) =>
      clearSigmas(b) - clearSigmas(a) ||
      (b.timeShare ?? 0) - (a.timeShare ?? 0) ||
      compareText(a.operation, b.operation) ||
      compareText(a.version, b.version),
  );
}

function summed(own: readonly NamedCounts[]): Summed {
  const [{ row, version }] = own;
  const sum = new CountSum();
  let rate = 0;
  for (const part of own) {
    sum.add(part.row);
    rate += part.row.requests / part.rateSeconds;
  }
  return {
    operation: row.operation ?? '',
    version,
    environment: environmentWord(row.environment),
    sum,
    rate,
    seconds: sum.seconds,
  };
}

function toFigures(
  { sum, rate, seconds, ...row }: Summed,
  allSeconds: number,
  change: OperationFigures['change'],
): OperationFigures {
  return {
    ...row,
    ...sum.figures(rate),
    timeShare: seconds !== null && allSeconds > 0 ? seconds / allSeconds : null,
    ...(change ? { change } : {}),
  };
}

/** What chance may have made counts for nothing. */
function clearSigmas({ change }: OperationFigures): number {
  const sigmas = Math.abs(change?.sigmas ?? 0);
  return sigmas >= CLEAR_SIGMAS ? sigmas : 0;
}

function keyOf(version: string, operation: string): string {
  return JSON.stringify([version, operation]);
}
