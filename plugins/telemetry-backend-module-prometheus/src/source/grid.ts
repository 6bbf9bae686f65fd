import { TimeRange } from '@sextant/plugin-telemetry-common';
import { InputError } from '@backstage/errors';
import { RangeSeries } from '../client/responses';

/** Prometheus answers no more than this many intervals of a series. */
const MAX_INTERVALS = 11_000;

/** Points of a chart on whole steps, so that neighbouring questions share them. */
export interface Grid {
  /** Seconds; the first point is asked at `from`, for the step before it. */
  from: number;
  to: number;
  step: number;
  /** Start of each step, milliseconds. */
  timesMs: number[];
}

/** The whole steps inside a range. */
export function gridOf({ fromMs, toMs }: TimeRange, stepSeconds: number): Grid {
  const first = Math.floor(fromMs / 1000 / stepSeconds) + 1;
  const last = Math.max(first, Math.floor(toMs / 1000 / stepSeconds));
  if (last - first > MAX_INTERVALS) {
    throw new InputError(
      `step: found ${stepSeconds} s, which makes ${
        last - first
      } points, allowed ${MAX_INTERVALS}`,
    );
  }
  return {
    from: first * stepSeconds,
    to: last * stepSeconds,
    step: stepSeconds,
    timesMs: Array.from(
      { length: last - first + 1 },
      (_, at) => (first + at - 1) * stepSeconds * 1000,
    ),
  };
}

/** A series' values on the grid; null where it has no sample. */
export function onGrid(
  { points }: Pick<RangeSeries, 'points'>,
  { from, step, timesMs }: Grid,
): Array<number | null> {
  const values = timesMs.map((): number | null => null);
  for (const [time, value] of points) {
    const at = Math.round((time - from) / step);
    if (at >= 0 && at < values.length) {
      values[at] = value;
    }
  }
  return values;
}
