import { TraceSummary } from '@sextant/plugin-telemetry-common';

/** Round bounds of a logarithmic axis around durations, in seconds. */
export function durationDomain(
  items: readonly TraceSummary[],
): [number, number] {
  const durations = items.map(item => Math.max(item.durationSeconds, 1e-6));
  if (durations.length === 0) {
    return [0.001, 1];
  }
  const low = Math.pow(10, Math.floor(Math.log10(Math.min(...durations))));
  const high = Math.pow(10, Math.ceil(Math.log10(Math.max(...durations))));
  return [low, high > low ? high : low * 10];
}

/** Powers of ten inside the bounds. */
export function durationTicks([low, high]: [number, number]): number[] {
  const ticks: number[] = [];
  for (let tick = low; tick <= high * 1.0001; tick *= 10) {
    ticks.push(tick);
  }
  return ticks;
}

/** Failed and slow ones first: what somebody who opens the page came for. */
export function notableFirst(items: readonly TraceSummary[]): TraceSummary[] {
  return [...items].sort(
    (a, b) =>
      Number(b.error) - Number(a.error) ||
      b.durationSeconds - a.durationSeconds,
  );
}
