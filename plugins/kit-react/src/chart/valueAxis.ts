/** Bounds and ticks of a value axis. */
export interface ValueAxis {
  domain: [number, number];
  ticks: number[];
}

/** So that half of a top is round too. */
const TOPS = [1, 2, 4, 10];
/** In seconds, above a minute. */
const LONG_TOPS = [60, 120, 240, 600, 1200, 3600, 7200, 14_400, 36_000, 86_400];
const EMPTY: ValueAxis = { domain: [0, 1], ticks: [] };

/**
 * An axis from 0 to a round top, with its half.
 *
 * @param kind - Parts of a whole end at all of it; durations have round tops also above a minute.
 * @param least - The lowest top: without it a line at 0 would be drawn on an axis of its own noise.
 */
export function linearAxis(
  values: Iterable<number | null>,
  kind: 'ratio' | 'duration' | 'amount',
  least = 0,
): ValueAxis {
  let max = least;
  for (const value of values) {
    max = Math.max(max, value ?? 0);
  }
  if (max <= 0) {
    return kind === 'ratio'
      ? { domain: [0, 0.01], ticks: [0, 0.005, 0.01] }
      : { domain: [0, 1], ticks: [0, 0.5, 1] };
  }
  const top = topOf(max, kind);
  return { domain: [0, top], ticks: [0, top / 2, top] };
}

/** An axis of powers of ten around all values that are above 0. */
export function logAxis(values: Iterable<number | null>): ValueAxis {
  let [low, high] = [Infinity, 0];
  for (const value of values) {
    if (value !== null && value > 0) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (high === 0) {
    return EMPTY;
  }
  const first = Math.floor(Math.log10(low));
  const last = Math.max(first + 1, Math.ceil(Math.log10(high)));
  const each = Math.ceil((last - first + 1) / 5);
  const ticks: number[] = [];
  for (let power = first; power <= last; power += each) {
    ticks.push(10 ** power);
  }
  return { domain: [10 ** first, 10 ** last], ticks };
}

function topOf(max: number, kind: 'ratio' | 'duration' | 'amount'): number {
  if (kind === 'duration' && max > 40) {
    const long = LONG_TOPS.find(top => top >= max);
    return long ?? Math.ceil(max / 86_400) * 86_400;
  }
  const power = 10 ** Math.floor(Math.log10(max));
  const top = (TOPS.find(step => step * power >= max * 0.999) ?? 10) * power;
  return kind === 'ratio' ? Math.min(1, top) : top;
}
