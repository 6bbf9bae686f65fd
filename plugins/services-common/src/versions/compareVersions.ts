import semver from 'semver';
import { readVersion } from './readVersion';

/** Newest first: by number where both have one, else by their text's own numbers. @public */
export function compareVersions(a: string, b: string): number {
  const left = readVersion(a);
  const right = readVersion(b);
  if (left && right) {
    return semver.rcompare(left, right) || byText(b, a);
  }
  if (left || right) {
    return left ? -1 : 1;
  }
  return byText(b, a);
}

function byText(a: string, b: string): number {
  return a.localeCompare(b, 'en-US', { numeric: true });
}
