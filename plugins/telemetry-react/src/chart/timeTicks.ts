const STEPS_MS = [1, 5, 10, 15, 30]
  .map(s => s * 1e3)
  .concat([1, 2, 5, 10, 15, 30].map(m => m * 60e3))
  .concat([1, 2, 3, 6, 12].map(h => h * 3600e3))
  .concat([1, 2, 7].map(d => d * 86400e3));

/** Round moments inside a range for an axis: at most `wanted`, in the reader's zone. @public */
export function timeTicks(fromMs: number, toMs: number, wanted = 5): number[] {
  const step =
    STEPS_MS.find(candidate => (toMs - fromMs) / candidate <= wanted) ??
    STEPS_MS[STEPS_MS.length - 1];
  const zoneMs = new Date(fromMs).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  for (
    let tick = Math.ceil((fromMs - zoneMs) / step) * step + zoneMs;
    tick <= toMs;
    tick += step
  ) {
    ticks.push(tick);
  }
  return ticks;
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
