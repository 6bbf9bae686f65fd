import semver from 'semver';
import { canonicalVersion, readVersion } from './readVersion';

/** Under which name a build was seen. @public */
export interface NamedBuild {
  version: string;
  /** An image digest or a package URL: what only one build has. */
  digest: string;
}

/**
 * Names of one build, such as a tag and a commit, as one version. Versions of different numbers are never
 * one, though a build was released under both; a name that was seen with several builds (`latest`) ties
 * nothing.
 *
 * @returns The version that each other name stands for.
 * @public
 */
export function versionAliases(
  builds: readonly NamedBuild[],
): ReadonlyMap<string, string> {
  const digestsOf = new Map<string, Set<string>>();
  for (const { version, digest } of builds) {
    const name = canonicalVersion(version);
    digestsOf.set(name, (digestsOf.get(name) ?? new Set()).add(digest));
  }
  const namesOf = new Map<string, string[]>();
  for (const [name, digests] of digestsOf) {
    const [digest, ...others] = digests;
    if (others.length === 0) {
      namesOf.set(digest, [...(namesOf.get(digest) ?? []), name]);
    }
  }
  const aliases = new Map<string, string>();
  for (const names of namesOf.values()) {
    const numbered = names.filter(name => readVersion(name));
    const differ = numbered.some(
      name =>
        semver.compareBuild(
          readVersion(name) ?? '0.0.0',
          readVersion(numbered[0]) ?? '0.0.0',
          true,
        ) !== 0,
    );
    const main = numbered[0] ?? [...names].sort()[0];
    for (const name of names) {
      // Which of two numbers a commit stands for, nobody can tell.
      if (name !== main && !differ) {
        aliases.set(name, main);
      }
    }
  }
  return aliases;
}
