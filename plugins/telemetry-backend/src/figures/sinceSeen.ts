import { TimeRange } from '@sextant/plugin-kit-common';
import { VersionFigures } from '@sextant/plugin-telemetry-common';
import { environmentWord } from '../naming/words';
import { NamedCounts } from './versionTable';

/** A version that came this soon after the range began was there all of it, as far as anybody cares. */
const SOON = 0.05;

/** True where a version came in the range: what it does over all of it says little of what it does now. */
export function cameWithin(
  { firstSeen }: Pick<VersionFigures, 'firstSeen'>,
  range: TimeRange,
): boolean {
  return (
    firstSeen !== null &&
    Date.parse(firstSeen) > range.fromMs + SOON * (range.toMs - range.fromMs)
  );
}

/** Requests by environment and interval. */
class Intervals {
  readonly #counts = new Map<string, Map<string, NamedCounts['row']>>();

  add(environment: string, row: NamedCounts['row']) {
    const counts = this.#counts.get(environment) ?? new Map();
    this.#counts.set(environment, counts);
    const key = `${row.fromMs} ${row.seconds}`;
    const before = counts.get(key)?.requests ?? 0;
    counts.set(key, { ...row, requests: before + row.requests });
  }

  knows(environment: string): boolean {
    return this.#counts.has(environment);
  }

  /** Of an interval around the moment, the part behind it. */
  since(environment: string, sinceMs: number): number {
    let sum = 0;
    for (const row of this.#counts.get(environment)?.values() ?? []) {
      sum += row.requests * partSince(row, sinceMs);
    }
    return sum;
  }
}

/**
 * Rate and share of versions since they came, for those that came in the range.
 *
 * @param intervals - Counts of all versions of the service by interval, of the same range.
 */
export function withSince(
  versions: readonly VersionFigures[],
  intervals: readonly NamedCounts[],
  range: TimeRange,
): VersionFigures[] {
  // Once for all versions: there may be thousands of them.
  const all = new Intervals();
  const own = new Map<string, Intervals>();
  for (const { row, version } of intervals) {
    const environment = environmentWord(row.environment);
    const key = JSON.stringify([environment, version]);
    const parts = own.get(key) ?? new Intervals();
    own.set(key, parts);
    parts.add(environment, row);
    all.add(environment, row);
  }
  return versions.map(version => {
    if (version.firstSeen === null || !cameWithin(version, range)) {
      return version;
    }
    const sinceMs = Date.parse(version.firstSeen);
    const { environment, requests } = version;
    const key = JSON.stringify([environment, version.version]);
    const others =
      all.since(environment, sinceMs) -
      (own.get(key)?.since(environment, sinceMs) ?? 0);
    const total = others + requests;
    return {
      ...version,
      since: {
        rate: requests / Math.max(1, (range.toMs - sinceMs) / 1000),
        share: all.knows(environment) && total > 0 ? requests / total : null,
      },
    };
  });
}

/** The part of an interval that lies after a moment, 0 to 1. */
function partSince(
  { fromMs, seconds }: NamedCounts['row'],
  sinceMs: number,
): number {
  const toMs = fromMs + seconds * 1000;
  return Math.min(1, Math.max(0, (toMs - sinceMs) / (toMs - fromMs)));
}
