import { levelOf } from './levelOf';

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
    [0, 'ERR', 'error'],
    [0, 'err', 'error'],
    [0, 'eror', 'error'],
    [0, 'E', 'error'],
    [0, 'SEVERE', 'error'],
    [0, 'fail', 'error'],
    [0, 'W', 'warn'],
    [0, 'NOTICE', 'info'],
    [0, 'dbug', 'debug'],
    [0, 'FINE', 'debug'],
    [0, 'verbose', 'trace'],
    [0, 'trce', 'trace'],
    [0, ' Emergency ', 'fatal'],
    [0, '30', 'info'],
  ])('reads number %d and text %j as %s', (number, text, level) => {
    expect(levelOf(number, text)).toBe(level);
  });
});
