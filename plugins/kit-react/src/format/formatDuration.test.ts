import { formatDuration, formatMilliseconds } from './formatDuration';
import { formatPercent, formatRate } from './formatNumber';
import { formatAgo } from './formatTime';

describe('formats', () => {
  it.each([
    [0.0000000005, '1 ns'],
    [0.00064, '640 µs'],
    [0.0741, '74.1 ms'],
    [0.611, '611 ms'],
    [1.912, '1.91 s'],
    [123, '2 min 3 s'],
    [119.6, '2 min 0 s'],
    [59.4, '59.4 s'],
    [59.9, '59.9 s'],
    [59.97, '1 min 0 s'],
    [3700, '1 h 1 min'],
    [null, '–'],
    [Infinity, '–'],
  ])('writes %s seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [0.0741, '74'],
    [1.912, '1,912'],
    [0.00064, '0.64'],
    [null, '–'],
  ])('writes %s seconds as %s milliseconds', (seconds, text) => {
    expect(formatMilliseconds(seconds)).toBe(text);
  });

  it('writes ratios and rates so that small ones do not vanish', () => {
    expect([0, 0.0004, 0.162, 1, null].map(formatPercent)).toEqual([
      '0 %',
      '0.04 %',
      '16.2 %',
      '100 %',
      '–',
    ]);
    expect([0, 0.04, 12.84, 1290].map(formatRate)).toEqual([
      '0',
      '0.04',
      '12.8',
      '1,290',
    ]);
  });

  it('writes how long ago something was', () => {
    const now = 1_700_000_000_000;
    expect(
      [20e3, 9 * 60e3, 3 * 3600e3, 6 * 86400e3].map(ago =>
        formatAgo(now - ago, now),
      ),
    ).toEqual(['just now', '9 min ago', '3 h ago', '6 d ago']);
  });
});
