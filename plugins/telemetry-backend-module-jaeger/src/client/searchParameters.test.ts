import { rfc3339, v1Parameters, v3Parameters } from './searchParameters';

const RANGE = { fromMs: 1_795_254_000_000.25, toMs: 1_795_254_060_000.5 };

it('asks v1 in microseconds, for no less than was asked for', () => {
  expect(
    Object.fromEntries(
      v1Parameters({
        service: 'pricing',
        operation: 'GET /a',
        attributes: { error: 'true' },
        range: RANGE,
        minDurationSeconds: 0.0015015,
        maxDurationSeconds: 2.0000001,
        limit: 20,
      }),
    ),
  ).toEqual({
    service: 'pricing',
    operation: 'GET /a',
    tags: '{"error":"true"}',
    start: '1795254000000250',
    end: '1795254060000500',
    minDuration: '1501us',
    maxDuration: '2000001us',
    limit: '20',
  });
});

it('asks v3 under the newer and the older names', () => {
  expect(
    Object.fromEntries(
      v3Parameters({
        service: 'pricing',
        operation: 'GET /a',
        attributes: { error: 'true' },
        range: RANGE,
        minDurationSeconds: 1,
        maxDurationSeconds: 2,
        limit: 20,
      }),
    ),
  ).toEqual({
    'query.serviceName': 'pricing',
    'query.service_name': 'pricing',
    'query.operationName': 'GET /a',
    'query.operation_name': 'GET /a',
    'query.startTimeMin': '2026-11-21T09:40:00.000250Z',
    'query.start_time_min': '2026-11-21T09:40:00.000250Z',
    'query.startTimeMax': '2026-11-21T09:41:00.000500Z',
    'query.start_time_max': '2026-11-21T09:41:00.000500Z',
    'query.durationMin': '1000000us',
    'query.duration_min': '1000000us',
    'query.durationMax': '2000000us',
    'query.duration_max': '2000000us',
    'query.searchDepth': '20',
    'query.num_traces': '20',
    'query.attributes': '{"error":"true"}',
  });
});

it('leaves out what was not asked for', () => {
  const search = { attributes: {}, range: RANGE, limit: 5 };
  expect([...v1Parameters(search).keys()].sort()).toEqual([
    'end',
    'limit',
    'start',
  ]);
  expect(
    [...v3Parameters(search).keys()].filter(
      key => !/Time|time|earch|num/.test(key),
    ),
  ).toEqual([]);
});

it.each([
  [1_795_254_000_000, '2026-11-21T09:40:00.000000Z'],
  [1_795_254_000_000.999, '2026-11-21T09:40:00.000999Z'],
  [1_795_254_000_001.01, '2026-11-21T09:40:00.001010Z'],
])('writes %d ms as %s', (ms, text) => {
  expect(rfc3339(ms)).toBe(text);
});
