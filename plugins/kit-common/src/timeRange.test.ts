import { parseTime, parseTimeRange, snapRange, stepFor } from './timeRange';

const NOW = Date.parse('2026-11-21T14:00:00Z');

describe('timeRange', () => {
  it.each([
    ['now', NOW],
    [' now ', NOW],
    ['now-2m', NOW - 120_000],
    ['now-3w', NOW - 3 * 604_800_000],
    ['now-90s', NOW - 90_000],
    ['now-1h', NOW - 3_600_000],
    ['now-7d', NOW - 7 * 86_400_000],
    ['2026-11-21T13:00:00Z', NOW - 3_600_000],
    ['2026-11-21T14:00:00+01:00', NOW - 3_600_000],
  ])('reads %s', (text, expected) => {
    expect(parseTime(text, NOW)).toBe(expected);
  });

  it.each([
    'know',
    'now-1h ago',
    'now-1234567s',
    'at 2026-11-21T14:00:00Z',
    '2026-11-21T14:00:00Z or so',
    '2026-11-21T14:00:00',
    '2026-11-21T99:00:00Z',
    '',
    'yesterday',
    'now+1h',
    '1700000000',
    'now-1y',
    '2026-11-21',
  ])('refuses %j with what is allowed', text => {
    expect(() => parseTime(text, NOW, 'from')).toThrow(
      `from: found "${text}", allowed RFC 3339`,
    );
  });

  it('refuses a reversed and an over-long range', () => {
    expect(() => parseTimeRange('now', 'now-1h', NOW)).toThrow('not before to');
    expect(() => parseTimeRange('now-93d', 'now', NOW)).toThrow(
      'allowed at most 92 d',
    );
  });

  it('names the field, and says how long a refused range is', () => {
    expect(() => parseTime('x', NOW)).toThrow('time: found "x"');
    expect(() => parseTimeRange('x', 'now', NOW)).toThrow('from: found "x"');
    expect(() => parseTimeRange('now', 'x', NOW)).toThrow('to: found "x"');
    expect(() => parseTimeRange('now-93d', 'now', NOW)).toThrow(
      'found a range of 93 d',
    );
    expect(() => parseTimeRange('now', 'now', NOW)).toThrow('not before to');
    expect(parseTimeRange('now-92d', 'now', NOW).toMs).toBe(NOW);
  });

  it.each([
    [1_500, 15],
    [1_501, 30],
    [8_640_000, 86_400],
    [99_000_000, 86_400],
  ])('takes for %i s steps of %i s', (seconds, step) => {
    expect(stepFor({ fromMs: 0, toMs: seconds * 1000 })).toBe(step);
  });

  it('chooses a round step and snaps to it', () => {
    const hour = parseTimeRange('now-1h', 'now', NOW + 7_001);
    expect(stepFor(hour)).toBe(60);
    expect(stepFor(parseTimeRange('now-24h', 'now', NOW))).toBe(900);
    expect(snapRange(hour, 15)).toEqual({
      fromMs: NOW - 3_600_000,
      toMs: NOW + 15_000,
    });
  });
});
