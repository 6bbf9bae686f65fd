import type { DeclaredVersion } from '../registrationSchema';
import { canonicalVersion } from './readVersion';
import { VersionOrder } from './VersionOrder';

/**
 * Of versions that were seen, the one right before another on its line: what it is compared with.
 *
 * @param seen - When each was seen first, in milliseconds since the epoch. Where a version has no number
 * to go by that decides; those of which it is not known come before all others.
 * @returns Undefined where the version is the first of its line.
 * @public
 */
export function versionBefore(
  version: string,
  seen: ReadonlyArray<{ version: string; firstSeenMs?: number }>,
  declared: readonly DeclaredVersion[] = [],
): string | undefined {
  const order = new VersionOrder(
    declared,
    seen.map(({ version: name, firstSeenMs = 0 }) => ({
      version: canonicalVersion(name),
      startedMs: firstSeenMs,
    })),
  );
  const own = canonicalVersion(version);
  let before: string | undefined;
  for (const { version: other } of seen) {
    const name = canonicalVersion(other);
    const isBefore =
      order.lineOf(name) === order.lineOf(own) && order.compare(name, own) < 0;
    if (
      isBefore &&
      (before === undefined ||
        order.compare(name, canonicalVersion(before)) > 0)
    ) {
      before = other;
    }
  }
  return before;
}
