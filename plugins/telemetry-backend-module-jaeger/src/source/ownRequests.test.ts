import { SourceSpan } from '@sextant/plugin-telemetry-common';
import { RequestQuestion } from '@sextant/plugin-telemetry-node';
import { hasFailed, newestFirst, ownRequests, positionOf } from './ownRequests';

const T0 = 1_795_254_000_000;
const QUESTION: RequestQuestion = {
  range: { fromMs: T0, toMs: T0 + 1_000 },
  services: ['pricing'],
  order: 'newest',
  limit: 10,
};

function span(
  spanId: string,
  more: Partial<SourceSpan> & { atMs?: number; tookMs?: number } = {},
): SourceSpan {
  const { atMs = 0, tookMs = 10, ...rest } = more;
  const startUnixNano = BigInt(T0 + atMs) * 1_000_000n;
  return {
    spanId,
    parentSpanId: undefined,
    name: 'GET /a',
    kind: 2,
    startUnixNano,
    endUnixNano: startUnixNano + BigInt(tookMs) * 1_000_000n,
    status: 0,
    resource: {
      service: 'pricing',
      version: '1.0.0',
      environment: 'production',
      instance: 'a',
      attributes: { zone: 'west' },
    },
    attributes: {},
    events: [],
    links: [],
    ...rest,
  };
}

const of = (spans: SourceSpan[], more: Partial<RequestQuestion> = {}) =>
  ownRequests({ traceId: 't', spans }, { ...QUESTION, ...more });
const idsOf = (spans: SourceSpan[], more: Partial<RequestQuestion> = {}) =>
  of(spans, more).map(({ spanId }) => spanId);

it('are the spans with which a service answers, and those that began the trace', () => {
  const other = { service: 'other', attributes: {} };
  expect(
    idsOf([
      span('root', { kind: 1 }),
      span('server', { parentSpanId: 'x' }),
      span('consumer', { parentSpanId: 'x', kind: 5 }),
      span('client', { parentSpanId: 'x', kind: 3 }),
      span('elsewhere', { resource: other }),
    ]),
  ).toEqual(['root', 'server', 'consumer']);
});

it('tell of themselves and of the trace around them', () => {
  const [row] = of([
    span('b', {
      parentSpanId: 'a',
      atMs: 5,
      tookMs: 20,
      attributes: { 'http.response.status_code': 503 },
    }),
    span('a', {
      name: 'root',
      kind: 1,
      status: 2,
      resource: { service: 'web', attributes: {} },
      tookMs: 22,
    }),
  ]);
  expect(row).toEqual({
    service: 'pricing',
    version: '1.0.0',
    environment: 'production',
    instance: 'a',
    traceId: 't',
    spanId: 'b',
    startUs: (T0 + 5) * 1000,
    position: `${(T0 + 5) * 1000}.b.t`,
    operation: 'GET /a',
    durationUs: 20_000,
    failed: true,
    httpStatus: 503,
    attributesOn: undefined,
    trace: {
      startUs: T0 * 1000,
      endUs: (T0 + 25) * 1000,
      spans: 2,
      errors: 1,
      services: 2,
      rootService: 'web',
      rootOperation: 'root',
    },
  });
});

it.each<
  [
    string,
    Partial<SourceSpan> & { atMs?: number; tookMs?: number },
    Partial<RequestQuestion>,
    boolean,
  ]
>([
  ['the first moment of the range', {}, {}, true],
  ['a moment before it', { atMs: -1 }, {}, false],
  ['the last moment', { atMs: 999 }, {}, true],
  ['its end', { atMs: 1_000 }, {}, false],
  ['its operation', {}, { operation: 'GET /a' }, true],
  ['another operation', {}, { operation: 'GET /b' }, false],
  ['its environment', {}, { environments: ['production'] }, true],
  ['another environment', {}, { environments: ['staging', undefined] }, false],
  ['its version', {}, { versions: ['1.0.0'] }, true],
  ['no version', {}, { versions: [undefined] }, false],
  ['the least duration', { tookMs: 500 }, { minDurationSeconds: 0.5 }, true],
  ['less than that', { tookMs: 499 }, { minDurationSeconds: 0.5 }, false],
  ['the longest duration', { tookMs: 500 }, { maxDurationSeconds: 0.5 }, true],
  ['more than that', { tookMs: 501 }, { maxDurationSeconds: 0.5 }, false],
  ['a failure by its mark', { status: 2 }, { status: 'error' }, true],
  ['a failure as one that went well', { status: 2 }, { status: 'ok' }, false],
  ['one that went well', {}, { status: 'ok' }, true],
  ['one that went well as a failure', {}, { status: 'error' }, false],
  [
    'a status',
    { attributes: { 'http.status_code': 404 } },
    { status: '404' },
    true,
  ],
  [
    'another status',
    { attributes: { 'http.status_code': 404 } },
    { status: '403' },
    false,
  ],
  [
    'a class',
    { attributes: { 'http.status_code': 404 } },
    { status: '4xx' },
    true,
  ],
  [
    'another class',
    { attributes: { 'http.status_code': 404 } },
    { status: '5xx' },
    false,
  ],
  ['a class of what has no status', {}, { status: '2xx' }, false],
  ['a status of what has none', {}, { status: '200' }, false],
])('are compared: %s', (_what, given, question, isFound) => {
  expect(idsOf([span('a', given)], question)).toEqual(isFound ? ['a'] : []);
});

it('are those of a trace on any span of which all attributes stand together', () => {
  const spans = [
    span('a'),
    span('b', {
      parentSpanId: 'a',
      kind: 3,
      attributes: { order: 7 },
      resource: { service: 'db', attributes: { zone: 'west' } },
    }),
  ];
  const holders = (attributes: RequestQuestion['attributes']) =>
    of(spans, { attributes }).map(({ attributesOn }) => attributesOn);
  expect(holders([{ key: 'order', value: '7' }])).toEqual([['db']]);
  expect(holders([{ key: 'zone', value: 'west' }])).toEqual([
    ['pricing', 'db'],
  ]);
  expect(
    holders([
      { key: 'zone', value: 'west' },
      { key: 'order', value: '7' },
    ]),
  ).toEqual([['db']]);
  expect(holders([{ key: 'order', value: '8' }])).toEqual([]);
  expect(holders([{ key: 'none', value: 'undefined' }])).toEqual([]);
  expect(holders([])).toEqual([undefined]);
});

it('are one row of a trace over all services, with the others beside the first', () => {
  const [row, ...rest] = of(
    [
      span('late', { atMs: 5 }),
      span('first', { resource: { service: 'web', attributes: {} } }),
    ],
    { services: undefined },
  );
  expect(rest).toEqual([]);
  expect(row.spanId).toBe('first');
  expect(row.others?.map(({ spanId }) => spanId)).toEqual(['first', 'late']);
  expect(of([span('a', { atMs: -5 })], { services: undefined })).toEqual([]);
});

it('have failed by their mark, or by a status of 500 and above', () => {
  const withStatus = (status: number) =>
    span('a', { attributes: { 'http.status_code': status } });
  expect(hasFailed(span('a'))).toBe(false);
  expect(hasFailed(span('a', { status: 2 }))).toBe(true);
  expect(hasFailed(span('a', { status: 1 }))).toBe(false);
  expect(hasFailed(withStatus(499))).toBe(false);
  expect(hasFailed(withStatus(500))).toBe(true);
});

it('stand in one order: by time, then by their ids', () => {
  const at = (startUs: number, spanId: string, traceId: string) => ({
    startUs,
    spanId,
    traceId,
  });
  const ordered = [
    at(3, 'a', 'a'),
    at(2, 'c', 'a'),
    at(2, 'b', 'b'),
    at(2, 'b', 'a'),
    at(1, 'z', 'z'),
  ];
  expect([...ordered].reverse().sort(newestFirst)).toEqual(ordered);
  expect(newestFirst(ordered[1], ordered[1])).toBe(0);
  expect(positionOf(ordered[1])).toBe('2.c.a');
});
