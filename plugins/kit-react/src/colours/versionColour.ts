import { UNVERSIONED } from '@sextant/plugin-kit-common';

const HUES = 7;

/** The colour of what has no version. @public */
export const UNKNOWN_COLOUR = 'var(--sx-unknown)';

/**
 * The colours of versions that are shown together. A version's colour follows from its name alone, so
 * that it is the same on every panel and page; only where two names fall on one hue does the later in
 * the alphabet take the next free one.
 *
 * @returns CSS colours by version.
 * @public
 */
export function versionColours(
  versions: readonly string[],
): Map<string, string> {
  const colours = new Map<string, string>();
  const taken = new Set<number>();
  for (const version of [...new Set(versions)].sort()) {
    if (version === UNVERSIONED) {
      colours.set(version, UNKNOWN_COLOUR);
      continue;
    }
    let hue = hueOf(version);
    for (let tries = 0; taken.has(hue) && tries < HUES; tries += 1) {
      hue = (hue + 1) % HUES;
    }
    taken.add(hue);
    colours.set(version, `var(--sx-v${hue})`);
  }
  return colours;
}

/** The colour of one name on its own. @public */
export function versionColour(version: string): string {
  return version === UNVERSIONED
    ? UNKNOWN_COLOUR
    : `var(--sx-v${hueOf(version)})`;
}

/** A hue from a name: the 32-bit FNV-1a hash, whose low bits are well mixed. */
function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) {
    // eslint-disable-next-line no-bitwise
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % HUES;
}
