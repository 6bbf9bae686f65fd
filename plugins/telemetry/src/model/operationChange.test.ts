import { changeText } from './operationChange';

const before = {
  version: '2.2.0',
  requests: 300,
  errorRatio: 0.002,
  p95: 0.08,
  sigmas: 12,
};

describe('what changed in an operation', () => {
  it.each([
    [{}, '–', undefined],
    [
      { change: { ...before, requests: 0, sigmas: null } },
      'new since 2.2.0',
      undefined,
    ],
    [
      { change: { ...before, sigmas: null } },
      'too few requests to tell',
      undefined,
    ],
    [{ change: { ...before, sigmas: 1.2 } }, 'as in 2.2.0', undefined],
    [
      { change: before, errorRatio: 0.152, p95: 0.34 },
      'errors +15.0 points · p95 × 4.3 vs 2.2.0',
      'bad',
    ],
    [
      { change: before, errorRatio: 0.002, p95: 0.16 },
      'p95 × 2 vs 2.2.0',
      'bad',
    ],
    [
      { change: { ...before, sigmas: -9 }, errorRatio: 0.002, p95: 0.04 },
      'p95 × 0.5 vs 2.2.0',
      'good',
    ],
    // The tail is as it was; what lies below it is not.
    [
      { change: before, errorRatio: 0.002, p95: 0.08 },
      'slower vs 2.2.0',
      'bad',
    ],
    [{ change: before, errorRatio: null, p95: null }, 'slower vs 2.2.0', 'bad'],
  ])('%j reads %s', (row, text, tone) => {
    expect(changeText({ errorRatio: 0.002, p95: 0.08, ...row })).toEqual({
      text,
      ...(tone ? { tone } : {}),
    });
  });
});
