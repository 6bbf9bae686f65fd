import { momentAt } from '@sextant/plugin-kit-react';
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

/** Pixels above and below the plot of a scatter. */
export const SCATTER_TOP = 6;
const BELOW = 30;

/** A part of a scatter: times in milliseconds since the epoch, durations in seconds. */
export interface DurationBox {
  fromMs: number;
  toMs: number;
  minSeconds: number;
  maxSeconds: number;
}

/** What a rectangle on a scatter is around; undefined where it is too small to be meant. */
export function boxAround(
  start: { x: number; y: number },
  end: { x: number; y: number },
  scatter: {
    fromMs: number;
    toMs: number;
    domain: readonly [number, number];
    width: number;
    height: number;
  },
): DurationBox | undefined {
  const { width, height, domain } = scatter;
  if (Math.abs(start.x - end.x) < 6 || Math.abs(start.y - end.y) < 4) {
    return undefined;
  }
  const clamp = (x: number) =>
    momentAt(x, width, scatter) ??
    (x < width / 2 ? scatter.fromMs : scatter.toMs);
  const plot = height - SCATTER_TOP - BELOW;
  const [low, high] = domain.map(Math.log10);
  const secondsAt = (y: number) => {
    const part = Math.min(1, Math.max(0, (y - SCATTER_TOP) / plot));
    return 10 ** (high - part * (high - low));
  };
  const times = [clamp(start.x), clamp(end.x)];
  const durations = [secondsAt(start.y), secondsAt(end.y)];
  return {
    fromMs: Math.min(...times),
    toMs: Math.max(...times),
    minSeconds: Math.min(...durations),
    maxSeconds: Math.max(...durations),
  };
}

/** What a list of requests shows of all of them, in one sentence; none where it shows all. */
export function sampleText(
  shown: number,
  total: number | undefined,
  order: 'newest' | 'slowest' | 'notable',
): string | undefined {
  // Lists and counts are not asked at one moment: a few requests more or less are no sample.
  if (total === undefined || shown === 0 || shown >= total * 0.98) {
    return undefined;
  }
  const of = `${shown.toLocaleString('en-US')} of ${Math.round(
    total,
  ).toLocaleString('en-US')} requests`;
  switch (order) {
    case 'newest':
      return `The newest ${of}.`;
    case 'slowest':
      return `The slowest ${of}.`;
    default:
      return `${of}: failed ones first, then the slowest, then a sample of the others.`;
  }
}
