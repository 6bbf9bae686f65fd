import { InputError } from '@backstage/errors';

/** A half-open range of time, in milliseconds since the epoch. @public */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

const UNIT_MS = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3, w: 604800e3 };

/** What a time parameter may look like, for error texts. @public */
export const TIME_FORMAT =
  'RFC 3339 with a zone such as 2026-11-21T14:00:00Z, or relative such as now-1h (units s m h d w)';

/**
 * Reads one time: RFC 3339, `now`, or `now-<number><unit>`.
 *
 * @returns Milliseconds since the epoch.
 * @throws InputError with the field, what was found and what is allowed.
 * @public
 */
export function parseTime(text: string, nowMs: number, field = 'time'): number {
  const relative = /^now(?:-(\d{1,6})([smhdw]))?$/.exec(text.trim());
  if (relative) {
    const [, amount, unit] = relative;
    return amount ? nowMs - Number(amount) * unitMs(unit) : nowMs;
  }
  // Without a zone it would be the server's.
  const absolute = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/i.test(text)
    ? Date.parse(text)
    : NaN;
  if (!Number.isFinite(absolute)) {
    throw new InputError(
      `${field}: found ${JSON.stringify(text)}, allowed ${TIME_FORMAT}`,
    );
  }
  return absolute;
}

/**
 * Reads a pair of times and refuses a reversed or over-long range.
 *
 * @throws InputError
 * @public
 */
export function parseTimeRange(
  from: string,
  to: string,
  nowMs: number,
  maxMs = 92 * UNIT_MS.d,
): TimeRange {
  const fromMs = parseTime(from, nowMs, 'from');
  const toMs = parseTime(to, nowMs, 'to');
  if (fromMs >= toMs) {
    throw new InputError(
      `from: found ${from}, which is not before to (${to}); allowed an earlier time`,
    );
  }
  if (toMs - fromMs > maxMs) {
    throw new InputError(
      `from: found a range of ${Math.round(
        (toMs - fromMs) / UNIT_MS.d,
      )} d, allowed at most ${Math.round(maxMs / UNIT_MS.d)} d`,
    );
  }
  return { fromMs, toMs };
}

const NICE_STEPS_S = [
  15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400,
];

/**
 * The step that shows a range in at most `maxPoints` points, from a list of round numbers, so that
 * neighbouring ranges share their grid.
 *
 * @returns Seconds.
 * @public
 */
export function stepFor(range: TimeRange, maxPoints = 100): number {
  const wanted = (range.toMs - range.fromMs) / 1000 / maxPoints;
  return (
    NICE_STEPS_S.find(step => step >= wanted) ??
    NICE_STEPS_S[NICE_STEPS_S.length - 1]
  );
}

/** Widens a range to multiples of a step, so that equal questions are equal. @public */
export function snapRange(range: TimeRange, stepSeconds: number): TimeRange {
  const step = stepSeconds * 1000;
  return {
    fromMs: Math.floor(range.fromMs / step) * step,
    toMs: Math.ceil(range.toMs / step) * step,
  };
}

function unitMs(unit: string): number {
  return Object.entries(UNIT_MS).find(([name]) => name === unit)?.[1] ?? NaN;
}
