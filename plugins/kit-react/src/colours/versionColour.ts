import { UNVERSIONED } from '@sextant/plugin-kit-common';
import {
  canonicalVersion,
  readVersion,
  UNNAMED_LINE,
  versionLine,
} from '@sextant/plugin-services-common';

const HUES = 7;
const SHADES = 3;

/** The colour of what has no version. @public */
export const UNKNOWN_COLOUR = 'var(--sx-unknown)';

/**
 * The colour of a version, the same on every page: the hue tells its line, so that neighbouring majors
 * differ, and the shade its place on it, so that neighbouring versions differ. It follows from the version
 * alone, whatever is shown beside it.
 *
 * @returns A CSS colour.
 * @public
 */
export function versionColour(version: string): string {
  if (version === UNVERSIONED || version === '') {
    return UNKNOWN_COLOUR;
  }
  const name = canonicalVersion(version);
  const read = readVersion(name);
  if (!read || versionLine(name) === UNNAMED_LINE) {
    return shadeOf(hashOf(name) % HUES, Math.floor(hashOf(name) / 256));
  }
  const { major, minor, patch, prerelease } = read;
  return shadeOf(
    major > 0 ? major : minor,
    (major > 0 ? minor : 0) + patch + (prerelease.length > 0 ? 1 : 0),
  );
}

/** The colours of versions by version. @public */
export function versionColours(
  versions: readonly string[],
): Map<string, string> {
  return new Map(versions.map(version => [version, versionColour(version)]));
}

/** A colour for each of some things that have an order: hues first, then their shades. @public */
export function placeColour(place: number): string {
  return shadeOf(place, Math.floor(place / HUES));
}

function shadeOf(hue: number, place: number): string {
  const colour = `var(--sx-v${hue % HUES})`;
  switch (place % SHADES) {
    case 1:
      return `color-mix(in oklab, ${colour} 68%, var(--sx-text))`;
    case 2:
      return `color-mix(in oklab, ${colour} 55%, var(--sx-card))`;
    default:
      return colour;
  }
}

/** A number from a name: the 32-bit FNV-1a hash, whose low bits are well mixed. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) {
    // eslint-disable-next-line no-bitwise
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}
