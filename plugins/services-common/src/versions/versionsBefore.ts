import type { DeclaredVersion } from '../registrationSchema';
import { canonicalVersion } from './readVersion';
import { VersionOrder } from './VersionOrder';

/**
 * Of each version that was seen the one right before it on its line: what it is compared with. The first of
 * a line has none.
 *
 * @param seen - When each was seen first, in milliseconds since the epoch. Where a version has no number
 * to go by that decides; those of which it is not known come before all others.
 * @public
 */
export function versionsBefore(
  seen: ReadonlyArray<{ version: string; firstSeenMs?: number }>,
  declared: readonly DeclaredVersion[] = [],
): ReadonlyMap<string, string> {
  const named = seen.map(({ version, firstSeenMs = 0 }) => ({
    version,
    name: canonicalVersion(version),
    startedMs: firstSeenMs,
  }));
  const order = new VersionOrder(
    declared,
    named.map(({ name, startedMs }) => ({ version: name, startedMs })),
  );
  const lines = new Map<string, typeof named>();
  for (const entry of named) {
    const line = order.lineOf(entry.name);
    lines.set(line, lines.get(line) ?? []);
    lines.get(line)?.push(entry);
  }
  const before = new Map<string, string>();
  for (const line of lines.values()) {
    line.sort((a, b) => order.compare(a.name, b.name));
    let earlier: string | undefined;
    for (const [at, { version, name }] of line.entries()) {
      const last = line[at - 1];
      // Of those that came at once nobody knows which was first.
      if (last && order.compare(last.name, name) < 0) {
        earlier = last.version;
      }
      if (earlier !== undefined) {
        before.set(version, earlier);
      }
    }
  }
  return before;
}
