import type { ScopeParams } from '@sextant/plugin-kit-common';

/** Ranges to choose from. @public */
export const RANGES: ReadonlyArray<{ from: string; label: string }> = [
  { from: 'now-15m', label: 'last 15 min' },
  { from: 'now-30m', label: 'last 30 min' },
  { from: 'now-1h', label: 'last 1 h' },
  { from: 'now-3h', label: 'last 3 h' },
  { from: 'now-6h', label: 'last 6 h' },
  { from: 'now-12h', label: 'last 12 h' },
  { from: 'now-24h', label: 'last 24 h' },
  { from: 'now-7d', label: 'last 7 d' },
];

/** How a range reads in words. @public */
export function rangeLabel({
  from,
  to,
}: Pick<ScopeParams, 'from' | 'to'>): string {
  const known =
    to === 'now' ? RANGES.find(range => range.from === from) : undefined;
  if (known) {
    return known.label;
  }
  const show = (text: string) =>
    Number.isNaN(Date.parse(text))
      ? text
      : new Date(text).toLocaleString(undefined, {
          day: 'numeric',
          month: 'short',
          hour: '2-digit',
          minute: '2-digit',
        });
  return `${show(from)} – ${show(to)}`;
}
