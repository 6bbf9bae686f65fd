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
  return versions.map(version => {
    if (version.firstSeen === null || !cameWithin(version, range)) {
      return version;
    }
    const sinceMs = Date.parse(version.firstSeen);
    const beside = intervals.filter(
      ({ row }) => environmentWord(row.environment) === version.environment,
    );
    const others = beside
      .filter(part => part.version !== version.version)
      .reduce(
        (sum, { row }) => sum + row.requests * partSince(row, sinceMs),
        0,
      );
    const all = others + version.requests;
    return {
      ...version,
      since: {
        rate: version.requests / Math.max(1, (range.toMs - sinceMs) / 1000),
        share: beside.length > 0 && all > 0 ? version.requests / all : null,
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
