import { stepFor } from '@sextant/plugin-kit-common';
import { VersionFigures } from '@sextant/plugin-telemetry-common';
import { Asking } from '@sextant/plugin-telemetry-node';
import { Joined, withData } from '../asking/partial';
import { Scope } from '../asking/scope';
import { cameWithin, withSince } from '../figures/sinceSeen';
import { Namer } from '../naming/Namer';
import { Counts } from './Counts';

/**
 * Versions with what those do since they came that came in the range; undefined where all of them were there
 * before.
 */
export async function versionsSince(
  versions: VersionFigures[],
  asked: { counts: Counts; namer: Namer; scope: Scope; asking: Asking },
): Promise<Joined<VersionFigures[]> | undefined> {
  const { counts, namer, scope, asking } = asked;
  const { range } = scope;
  if (!versions.some(version => cameWithin(version, range))) {
    return undefined;
  }
  const found = await counts.of(scope, { step: stepFor(range) }, asking);
  const intervals = found.data.flatMap(({ rows }) =>
    rows.map(row => ({
      row,
      version: namer.versionOf(row),
      rateSeconds: row.seconds,
    })),
  );
  return withData(
    { ...found, missing: [] },
    withSince(versions, intervals, range),
  );
}
