import { InputError } from '@backstage/errors';
import { TimeRange } from '@sextant/plugin-kit-common';

/** Prometheus answers no more than this many intervals of a series. */
const MAX_INTERVALS = 11_000;
/** A rate is made of at least so many samples. */
const SAMPLES = 4;
/**
 * A window holds a step and what lies between its first sample and the last one before it: else what
 * happens between the samples of two windows is in neither. A moment less, as Prometheus 2 takes the sample
 * on its beginning too, and would count what is before it.
 */
const MOMENT_S = 0.01;

/** An interval of a chart, and what of an increase over its window is its own. */
export interface Interval {
  fromMs: number;
  seconds: number;
  factor: number;
}

/** Points of a chart on whole steps, so that neighbouring questions share them. */
export interface Grid {
  /** Seconds; the first point is asked at `from`, for the step before it. */
  from: number;
  to: number;
  step: number;
  /** Seconds that an increase is looked at over; longer than a step where scrapes are rare. */
  window: number;
  intervals: readonly Interval[];
}

/**
 * The steps of a range. The last one ends in the future where the range ends inside of it: what is
 * there of it so far counts for the time that has passed.
 */
export function gridOf(
  { fromMs, toMs }: TimeRange,
  stepSeconds: number,
  scrapeSeconds: number,
): Grid {
  const first = Math.floor(fromMs / 1000 / stepSeconds) + 1;
  const end = toMs / 1000;
  const whole = Math.max(first, Math.floor(end / stepSeconds));
  // A rest that holds less than two samples says nothing.
  const hasRest = end - whole * stepSeconds >= 2 * scrapeSeconds;
  const last = hasRest ? whole + 1 : whole;
  if (last - first >= MAX_INTERVALS) {
    throw new InputError(
      `step: found ${stepSeconds} s, which makes ${
        last - first
      } points, allowed ${MAX_INTERVALS}`,
    );
  }
  const window =
    Math.max(stepSeconds + scrapeSeconds, SAMPLES * scrapeSeconds) - MOMENT_S;
  return {
    from: first * stepSeconds,
    to: last * stepSeconds,
    step: stepSeconds,
    window,
    intervals: Array.from({ length: last - first + 1 }, (_, at) => {
      const endsAt = (first + at) * stepSeconds;
      const startsAt = endsAt - stepSeconds;
      const seconds = Math.max(
        1,
        hasRest && first + at === last ? end - startsAt : stepSeconds,
      );
      const looked = Math.min(endsAt, startsAt + seconds) - (endsAt - window);
      return {
        fromMs: startsAt * 1000,
        seconds,
        factor: seconds / looked,
      };
    }),
  };
}

/** A range in equal parts, and nothing from outside of it. */
export function partsOf({ fromMs, toMs }: TimeRange, parts: number): Grid {
  const step = (toMs - fromMs) / 1000 / parts;
  return {
    from: fromMs / 1000 + step,
    to: toMs / 1000,
    step,
    window: step - MOMENT_S,
    intervals: Array.from({ length: parts }, (_, at) => ({
      fromMs: fromMs + at * step * 1000,
      seconds: step,
      factor: 1,
    })),
  };
}

/** The interval that a point at a time is of. */
export function intervalAt(
  { from, step, intervals }: Grid,
  timeS: number,
): Interval | undefined {
  return intervals[Math.round((timeS - from) / step)];
}
