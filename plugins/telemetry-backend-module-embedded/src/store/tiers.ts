import type { TimeRange } from '@sextant/plugin-kit-common';

/** Widths of time buckets in seconds, finest first, with how long each is kept. */
export const TIERS = [
  { seconds: 15, keptSeconds: 3 * 3600 },
  { seconds: 60, keptSeconds: 24 * 3600 },
  { seconds: 300, keptSeconds: Infinity },
] as const;

/** The start of a time's bucket, in seconds. */
export function bucketAt(timeUs: number, tierSeconds: number): number {
  return Math.floor(timeUs / 1e6 / tierSeconds) * tierSeconds;
}

/**
 * The widest tier that is fine enough, so that few rows are read; a range older than what a fine tier
 * keeps is read from the next one.
 */
export function tierFor(
  range: TimeRange,
  isFineEnough: (tierSeconds: number) => boolean,
  nowMs: number,
): number {
  const ageSeconds = (nowMs - range.fromMs) / 1000;
  const usable = TIERS.filter(tier => ageSeconds <= tier.keptSeconds);
  const fitting = usable.filter(tier => isFineEnough(tier.seconds));
  return (fitting[fitting.length - 1] ?? usable[0] ?? TIERS[TIERS.length - 1])
    .seconds;
}
