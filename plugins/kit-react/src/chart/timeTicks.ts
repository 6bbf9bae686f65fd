const STEPS_MS = [1, 5, 10, 15, 30]
  .map(s => s * 1e3)
  .concat([1, 2, 5, 10, 15, 30].map(m => m * 60e3))
  .concat([1, 2, 3, 6, 12].map(h => h * 3600e3))
  .concat([1, 2, 7].map(d => d * 86400e3));

/**
 * Round moments inside a range for an axis: at most `wanted`, in the reader's zone. Where clocks are changed
 * inside the range, they are round before it and behind it.
 *
 * @param zoneMs - How far a moment's wall clock is behind UTC, in milliseconds.
 * @public
 */
export function timeTicks(
  fromMs: number,
  toMs: number,
  wanted = 5,
  zoneMs: (timeMs: number) => number = timeMs =>
    new Date(timeMs).getTimezoneOffset() * 60_000,
): number[] {
  const step =
    STEPS_MS.find(candidate => (toMs - fromMs) / candidate <= wanted) ??
    STEPS_MS[STEPS_MS.length - 1];
  const ticks: number[] = [];
  let wall = Math.ceil((fromMs - zoneMs(fromMs)) / step) * step;
  for (;;) {
    // The zone of the moment itself, which is not known before the moment is.
    const about = wall + zoneMs(fromMs);
    const tick = wall + zoneMs(wall + zoneMs(about));
    if (tick > toMs) {
      return ticks;
    }
    if (tick >= fromMs && tick > (ticks[ticks.length - 1] ?? -Infinity)) {
      ticks.push(tick);
    }
    wall += step;
  }
}

/** How a tick reads: with seconds in a short range, with the day in a long one. @public */
export function formatTick(timeMs: number, rangeMs: number): string {
  const date = new Date(timeMs);
  if (rangeMs > 2 * 86400e3) {
    return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  }
  return date.toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(rangeMs < 5 * 60e3 ? { second: '2-digit' } : {}),
  });
}
