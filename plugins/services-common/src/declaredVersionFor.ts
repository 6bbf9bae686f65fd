import semver from 'semver';
import type { DeclaredVersion } from './registrationSchema';

/**
 * The first declaration that covers a version, or undefined when the version is undeclared.
 *
 * An exact string wins over nothing else than order: declarations are tried from the top, each as
 * an exact string first and as a semver range (prereleases included) second. Versions are not
 * assumed to be semver; `v1.2.3` is read as `1.2.3`.
 *
 * @public
 */
export function declaredVersionFor(
  version: string,
  declared: readonly DeclaredVersion[],
): DeclaredVersion | undefined {
  const cleaned = semver.clean(version, { loose: true });
  return declared.find(candidate => {
    if (candidate.version === version) {
      return true;
    }
    return (
      cleaned !== null &&
      semver.validRange(candidate.version) !== null &&
      semver.satisfies(cleaned, candidate.version, { includePrerelease: true })
    );
  });
}

/**
 * Newest first: semver order where both are semver, else by the text's own numbers.
 *
 * @public
 */
export function compareVersions(a: string, b: string): number {
  const left = semver.clean(a, { loose: true });
  const right = semver.clean(b, { loose: true });
  if (left && right) {
    return semver.rcompare(left, right);
  }
  if (left || right) {
    return left ? -1 : 1;
  }
  return b.localeCompare(a, 'en-US', { numeric: true });
}
