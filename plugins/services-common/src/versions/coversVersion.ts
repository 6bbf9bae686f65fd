import semver from 'semver';
import { canonicalVersion, readVersion } from './readVersion';

/**
 * True where a declaration is about a version: the same string, or a semver range that holds it.
 * Pre-releases belong to the range that holds their release, so that `2.0.0-rc.1` is not of
 * `>=1.0.0 <2.0.0`. `*` is about every version, whatever it looks like.
 *
 * @public
 */
export function coversVersion(declaration: string, version: string): boolean {
  if (canonicalVersion(declaration) === canonicalVersion(version)) {
    return true;
  }
  const range = semver.validRange(declaration);
  if (range === null) {
    return false;
  }
  if (range === '*') {
    return true;
  }
  const read = readVersion(version);
  if (
    !read ||
    !semver.satisfies(read, declaration, { includePrerelease: true })
  ) {
    return false;
  }
  const release = `${read.major}.${read.minor}.${read.patch}`;
  return (
    read.prerelease.length === 0 ||
    semver.satisfies(release, range) ||
    // The range names a pre-release of this very release.
    semver.satisfies(read, range)
  );
}
