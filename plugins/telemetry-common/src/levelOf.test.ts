import { levelOf } from './logs';

describe('levelOf', () => {
  it.each([
    [1, '', 'trace'],
    [9, '', 'info'],
    [13, 'ignored', 'warn'],
    [17, '', 'error'],
    [24, '', 'fatal'],
    [0, 'WARNING', 'warn'],
    [0, 'Information', 'info'],
    [0, 'critical', 'fatal'],
    [0, '', 'unknown'],
    [99, 'whatever', 'unknown'],
  ])('reads number %d and text %j as %s', (number, text, level) => {
    expect(levelOf(number, text)).toBe(level);
  });
});
