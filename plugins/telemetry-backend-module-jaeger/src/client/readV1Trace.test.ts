import { readV1Trace, traceIdOf } from './readV1Trace';
import { v1TraceSchema } from './v1Schemas';

const TRACE = 'af7651916cd43dd8448eb211c80319c';
const tag = (key: string, value: unknown) => ({ key, value });

function read(span: object, processes?: object) {
  const trace = readV1Trace(
    v1TraceSchema.parse({
      traceID: TRACE.toUpperCase(),
      spans: [
        {
          spanID: '2A',
          operationName: 'GET /a',
          startTime: 1_795_254_000_000_001.5,
          duration: 250.7,
          processID: 'p1',
          ...span,
        },
      ],
      processes: processes ?? {
        p1: {
          serviceName: 'pricing',
          tags: [
            tag('service.version', '2.0.0'),
            tag('deployment.environment.name', 'production'),
            tag('service.instance.id', 'a'),
          ],
        },
      },
    }),
  );
  return { traceId: trace.traceId, span: trace.spans[0] };
}

it('reads ids in full, times in nanoseconds, and what the portal joins on', () => {
  const { traceId, span } = read({});
  expect(traceId).toBe(`0${TRACE}`);
  expect(span).toMatchObject({
    spanId: '000000000000002a',
    name: 'GET /a',
    kind: 0,
    startUnixNano: 1_795_254_000_000_001_000n,
    endUnixNano: 1_795_254_000_000_251_000n,
    status: 0,
    attributes: {},
    events: [],
    links: [],
  });
  expect(span.parentSpanId).toBeUndefined();
  expect(span.statusMessage).toBeUndefined();
  expect(span.scope).toBeUndefined();
  expect(span.resource).toMatchObject({
    service: 'pricing',
    version: '2.0.0',
    environment: 'production',
    instance: 'a',
  });
  expect(traceIdOf('AB')).toBe(`${'0'.repeat(30)}ab`);
});

it('takes fields of OpenTelemetry out of tags, and leaves the rest', () => {
  const { span } = read({
    tags: [
      tag('span.kind', 'server'),
      tag('otel.status_code', 'ERROR'),
      tag('otel.status_description', 'lock timeout'),
      tag('otel.scope.name', 'fastify'),
      tag('error', true),
      tag('http.status_code', 503),
    ],
    warnings: ['clock skew', 'twice'],
  });
  expect(span).toMatchObject({
    kind: 2,
    status: 2,
    statusMessage: 'lock timeout',
    scope: 'fastify',
  });
  expect(span.attributes).toEqual({
    'http.status_code': 503,
    'jaeger.warnings': 'clock skew; twice',
  });
  expect(read({ warnings: [] }).span.attributes).toEqual({});
});

it.each<[object[], number]>([
  [[], 0],
  [[tag('error', true)], 2],
  [[tag('error', 'true')], 2],
  [[tag('error', false)], 0],
  [[tag('otel.status_code', 'OK')], 1],
  [[tag('otel.status_code', 'ERROR')], 2],
  [[tag('otel.status_code', 'UNSET')], 0],
])('reads the status of %j as %i', (tags, status) => {
  expect(read({ tags }).span.status).toBe(status);
});

it.each([
  ['internal', 1],
  ['server', 2],
  ['client', 3],
  ['producer', 4],
  ['consumer', 5],
  ['strange', 0],
])('reads the kind %s as %i', (kind, number) => {
  expect(read({ tags: [tag('span.kind', kind)] }).span.kind).toBe(number);
});

it('reads an older scope, and no text of nothing', () => {
  expect(
    read({
      tags: [
        tag('otel.library.name', 'express'),
        tag('otel.status_description', ''),
      ],
    }).span,
  ).toMatchObject({ scope: 'express', statusMessage: undefined });
});

describe('references', () => {
  const of = (refType: string, spanID: string, traceID = TRACE) => ({
    refType,
    traceID,
    spanID,
  });
  it.each<[string, object, string | undefined, string[]]>([
    ['a child', { references: [of('CHILD_OF', '1')] }, '1', []],
    [
      'a child beside what it follows from',
      { references: [of('FOLLOWS_FROM', '1'), of('CHILD_OF', '2')] },
      '2',
      ['1'],
    ],
    [
      'what follows from another',
      { references: [of('FOLLOWS_FROM', '3')] },
      '3',
      [],
    ],
    [
      'what follows from another trace',
      { references: [of('FOLLOWS_FROM', '4', 'b')] },
      undefined,
      ['4'],
    ],
    ['an older parent', { parentSpanID: '5' }, '5', []],
    ['none', { references: null }, undefined, []],
  ])('of %s', (_what, span, parent, links) => {
    const found = read(span).span;
    expect(found.parentSpanId).toBe(parent && parent.padStart(16, '0'));
    expect(found.links.map(({ spanId }) => spanId)).toEqual(
      links.map(id => id.padStart(16, '0')),
    );
  });
});

it('reads logs as events, named by what they say', () => {
  const log = (...fields: object[]) => ({
    timestamp: 1_795_254_000_000_002,
    fields,
  });
  const { events } = read({
    logs: [
      log(tag('event', 'exception'), tag('message', 'why'), tag('a', 1)),
      log(tag('message', 'said'), tag('a', 2)),
      log(tag('event', 'retry')),
      log(),
      { timestamp: 1_795_254_000_000_002.5 },
    ],
  }).span;
  expect(events.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['exception', { message: 'why', a: 1 }],
    ['said', { a: 2 }],
    ['retry', {}],
    ['event', {}],
    ['event', {}],
  ]);
  expect(events[4].timeUnixNano).toBe(1_795_254_000_000_002_000n);
});

it('reads a process that stands in the span, or none at all', () => {
  expect(
    read(
      { processID: undefined, process: { serviceName: 'own', tags: null } },
      {},
    ).span.resource.service,
  ).toBe('own');
  expect(
    read({
      processID: 'gone',
      process: {
        serviceName: 'own',
        tags: [tag('service.version', '1')],
      },
    }).span.resource,
  ).toMatchObject({ service: 'own', version: '1' });
  expect(read({ processID: undefined }, {}).span.resource.service).toBe(
    'missing-service-name',
  );
});

it('takes no time where a duration is none', () => {
  for (const duration of [-5, 'long']) {
    const { span } = read({ duration });
    expect(span.endUnixNano).toBe(span.startUnixNano);
  }
});
