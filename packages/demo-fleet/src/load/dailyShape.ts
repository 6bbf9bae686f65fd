/**
 * Load over a day as a factor of the peak: lowest at four in the morning, highest at four in the
 * afternoon (UTC), never under a third, with a slow ripple so that an hour is not a flat line.
 */
export function dailyShape(timeMs: number): number {
  const hour = (timeMs / 3_600_000) % 24;
  const day = 0.5 - 0.5 * Math.cos(((hour - 4) / 24) * 2 * Math.PI);
  const ripple =
    0.06 * Math.sin(timeMs / 240_000) + 0.04 * Math.sin(timeMs / 67_000);
  return Math.max(0.3, Math.min(1, 0.35 + 0.62 * day + ripple));
}
