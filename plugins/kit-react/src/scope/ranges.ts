import { parseTime, ScopeParams } from '@sextant/plugin-kit-common';

/** Ranges to choose from. @public */
export const RANGES: ReadonlyArray<{ from: string; label: string }> = [
  { from: 'now-15m', label: 'last 15 min' },
  { from: 'now-30m', label: 'last 30 min' },
  { from: 'now-1h', label: 'last 1 h' },
  { from: 'now-3h', label: 'last 3 h' },
  { from: 'now-6h', label: 'last 6 h' },
  { from: 'now-12h', label: 'last 12 h' },
  { from: 'now-24h', label: 'last 24 h' },
  { from: 'now-3d', label: 'last 3 d' },
  { from: 'now-7d', label: 'last 7 d' },
  { from: 'now-30d', label: 'last 30 d' },
  { from: 'now-90d', label: 'last 90 d' },
];

/** As long as a range may be. */
const LONGEST_MS = 92 * 86_400_000;
const CLOCK: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
};
const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };

/** A range as it stands in an address. @public */
export type RangeText = Pick<ScopeParams, 'from' | 'to'>;

/** How a range reads in words: on one clock of 24 hours, with its zone. @public */
export function rangeLabel({ from, to }: RangeText): string {
  const known =
    to === 'now' ? RANGES.find(range => range.from === from) : undefined;
  if (known) {
    return known.label;
  }
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) {
    return `${momentText(from)} – ${momentText(to)}`;
  }
  const isOneDay =
    new Date(fromMs).toDateString() === new Date(toMs).toDateString();
  const end = new Date(toMs).toLocaleString('en-GB', {
    ...(isOneDay ? {} : DAY),
    ...CLOCK,
    timeZoneName: 'short',
  });
  return `${momentText(from)} – ${end}`;
}

/**
 * The range around another that is twice as long, not beyond now.
 *
 * @throws InputError where the range cannot be read.
 * @public
 */
export function widerRange({ from, to }: RangeText, nowMs: number): RangeText {
  const [fromMs, toMs] = [parseTime(from, nowMs), parseTime(to, nowMs)];
  const length = Math.min(LONGEST_MS, 2 * (toMs - fromMs));
  if (to === 'now') {
    const next = RANGES.find(
      range => nowMs - parseTime(range.from, nowMs) >= length,
    );
    return next
      ? { from: next.from, to }
      : { from: RANGES[RANGES.length - 1].from, to };
  }
  const end = Math.min(nowMs, toMs + (length - (toMs - fromMs)) / 2);
  return {
    from: new Date(end - length).toISOString(),
    to: new Date(end).toISOString(),
  };
}

/** A moment as a field for date and time holds it: in the reader's zone, to the second. @public */
export function toFieldTime(timeMs: number): string {
  const shifted = new Date(
    timeMs - new Date(timeMs).getTimezoneOffset() * 60_000,
  );
  return shifted.toISOString().slice(0, 19);
}

function momentText(text: string): string {
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs)
    ? text
    : new Date(timeMs).toLocaleString('en-GB', { ...DAY, ...CLOCK });
}
