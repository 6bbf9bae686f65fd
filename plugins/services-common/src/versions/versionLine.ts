import semver from 'semver';
import type { DeclaredVersion } from '../registrationSchema';
import { coversVersion } from './coversVersion';
import { readVersion } from './readVersion';

/** The one line of what has no number to go by: hashes, tags, years. @public */
export const UNNAMED_LINE = '';

/** From here on a number before the first dot is a year, and a number alone a build's. */
const YEAR = 1990;
const LAST_YEAR = 2100;
const BUILD = 1000;

/**
 * The line that a version goes on: the widest declared range that covers it, else its major version
 * (below 1.0 its minor), else the service's one unnamed line. Source: the domain model, _Version lines_.
 *
 * @public
 */
export function versionLine(
  version: string,
  declared: readonly Pick<DeclaredVersion, 'version'>[] = [],
): string {
  const ranges = declared
    .map(declaration => declaration.version)
    .filter(range => isRange(range) && coversVersion(range, version));
  if (ranges.length > 0) {
    return ranges.reduce((widest, range) =>
      semver.subset(widest, range) && !semver.subset(range, widest)
        ? range
        : widest,
    );
  }
  const read = readVersion(version);
  if (
    !read ||
    (read.major >= YEAR && read.major <= LAST_YEAR) ||
    (read.major >= BUILD && !version.includes('.'))
  ) {
    return UNNAMED_LINE;
  }
  return read.major > 0 ? `${read.major}.x` : `0.${read.minor}.x`;
}

/** An exact version makes no line. */
function isRange(declaration: string): boolean {
  return (
    semver.validRange(declaration) !== null &&
    semver.parse(declaration, { loose: true }) === null
  );
}
