import { parseTime } from '@sextant/plugin-kit-common';
import { RANGES, rangeLabel, toFieldTime, widerRange } from './ranges';

const NOW = Date.parse('2026-11-21T14:00:00Z');

it.each([
  ['now-1h', 'now', 'last 1 h'],
  ['now-5h', 'now', 'now-5h – now'],
  ['2026-11-21T13:00:00Z', '2026-11-21T13:30:00Z', '21 Nov, 13:00 – 13:30 UTC'],
  [
    '2026-11-20T23:00:00Z',
    '2026-11-21T01:30:00Z',
    '20 Nov, 23:00 – 21 Nov, 01:30 UTC',
  ],
])('names %s to %s %s', (from, to, label) => {
  expect(rangeLabel({ from, to })).toBe(label);
});

it.each([
  ['now-1h', 'now', 'now-3h', 'now'],
  ['now-90d', 'now', 'now-90d', 'now'],
  [
    '2026-11-21T12:00:00Z',
    '2026-11-21T13:00:00Z',
    '2026-11-21T11:30:00.000Z',
    '2026-11-21T13:30:00.000Z',
  ],
  // Not beyond now.
  [
    '2026-11-21T13:00:00Z',
    '2026-11-21T14:00:00Z',
    '2026-11-21T12:00:00.000Z',
    '2026-11-21T14:00:00.000Z',
  ],
])('zooms out of %s to %s', (from, to, widerFrom, widerTo) => {
  expect(widerRange({ from, to }, NOW)).toEqual({
    from: widerFrom,
    to: widerTo,
  });
});

it('offers ranges from the shortest to the longest', () => {
  const lengths = RANGES.map(({ from }) => NOW - parseTime(from, NOW));
  expect([...lengths].sort((a, b) => a - b)).toEqual(lengths);
});

it('fills a field with the time that it gives back', () => {
  expect(new Date(toFieldTime(NOW)).getTime()).toBe(NOW);
});
