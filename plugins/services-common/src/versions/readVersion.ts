import semver, { SemVer } from 'semver';

/** What stands before the number of a version in tags. */
const PREFIX = /^(?:release|version|ver|rel)?[-_/ ]?v?(?=\d)/i;
const NUMBERS =
  /^(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:[+_@ ].*|\.[^x*].*)?$/i;
/** Of a commit, short or long; a number of fewer digits is one. */
const HASH = /^[0-9a-f]{7,64}$/i;

/**
 * A version as numbers, also where it is not quite semver: `2`, `v2.1`, `1.4.2.Final`, `release-1.2.3`,
 * `1.2.3@sha256:…`. Undefined for hashes, tags and whatever else holds no version.
 *
 * @public
 */
export function readVersion(version: string): SemVer | undefined {
  const strict = semver.parse(version.trim(), { loose: true });
  if (strict) {
    return strict;
  }
  const text = version.trim();
  if (HASH.test(text)) {
    return undefined;
  }
  const [, major, minor = '0', patch = '0', pre] =
    NUMBERS.exec(text.replace(PREFIX, '')) ?? [];
  if (major === undefined) {
    return undefined;
  }
  const numbers = [major, minor, patch].map(Number).join('.');
  return (
    semver.parse(pre ? `${numbers}-${pre}` : numbers, { loose: true }) ??
    semver.parse(numbers) ??
    undefined
  );
}

/** A version as it is called everywhere: `v1.2.3` and `1.2.3` are one. @public */
export function canonicalVersion(version: string): string {
  return version.trim().replace(/^v(?=\d)/, '');
}
