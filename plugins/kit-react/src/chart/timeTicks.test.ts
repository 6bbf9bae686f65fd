import { timeTicks } from './timeTicks';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** New York in 2026: summer time ends on 1 November at 6:00 UTC, and begins on 8 March at 7:00 UTC. */
const newYork = (timeMs: number) =>
  timeMs >= Date.UTC(2026, 2, 8, 7) && timeMs < Date.UTC(2026, 10, 1, 6)
    ? 4 * HOUR
    : 5 * HOUR;
const wallOf = (timeMs: number) =>
  new Date(timeMs - newYork(timeMs)).toISOString().slice(0, 16);

it.each([
  ['ends', Date.UTC(2026, 9, 29, 12), Date.UTC(2026, 10, 5, 12)],
  ['begins', Date.UTC(2026, 2, 5, 12), Date.UTC(2026, 2, 12, 12)],
])('are at midnight before and after summer time %s', (_what, from, to) => {
  const ticks = timeTicks(from, to, 7, newYork);
  expect(ticks).toHaveLength(7);
  for (const tick of ticks) {
    expect(wallOf(tick)).toMatch(/T00:00$/);
  }
});

it('are round hours on the day that clocks are changed', () => {
  const day = Date.UTC(2026, 10, 1, 4);
  const ticks = timeTicks(day, day + DAY, 9, newYork);
  expect(ticks.every(tick => /:00$/.test(wallOf(tick)))).toBe(true);
  expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
  expect(new Set(ticks).size).toBe(ticks.length);
});

it('are inside the range, its ends included', () => {
  const utc = () => 0;
  expect(timeTicks(0, HOUR, 4, utc)).toEqual([
    0,
    HOUR / 4,
    HOUR / 2,
    (HOUR * 3) / 4,
    HOUR,
  ]);
  expect(timeTicks(1, HOUR - 1, 4, utc)).toHaveLength(3);
});
