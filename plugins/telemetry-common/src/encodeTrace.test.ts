import fc from 'fast-check';
import { attributesAt, compactTraceSchema, spanPairs } from './compactTrace';
import { encodeTrace } from './encodeTrace';
import { SourceSpan } from './sourceSpan';

const T0 = 1_700_000_000_123_456_789n;

function span(
  spanId: string,
  parentSpanId: string | undefined,
  startNano: number,
  durationNano: number,
  more: Partial<SourceSpan> = {},
): SourceSpan {
  const startUnixNano = T0 + BigInt(startNano);
  return {
    spanId,
    parentSpanId,
    name: `op-${spanId}`,
    kind: 2,
    startUnixNano,
    endUnixNano: startUnixNano + BigInt(durationNano),
    status: 0,
    resource: {
      service: 'pricing',
      version: '2.0.0',
      attributes: { 'host.name': 'a' },
    },
    attributes: { 'http.route': '/v2/quotes' },
    events: [],
    links: [],
    ...more,
  };
}

describe('encodeTrace', () => {
  it('keeps single nanoseconds and the order of a waterfall', () => {
    const trace = encodeTrace({
      traceId: 'abc',
      spans: [
        span('c', 'a', 7, 1),
        span('b', 'a', 1, 3),
        span('a', undefined, 0, 10),
      ],
    });
    expect(trace.startUnixNano).toBe(T0.toString());
    expect(trace.spans.id).toEqual(['a', 'b', 'c']);
    expect(trace.spans.start).toEqual([0, 1, 7]);
    expect(trace.spans.depth).toEqual([0, 1, 1]);
    expect(trace.spans.parent).toEqual([-1, 0, 0]);
    expect(trace.durationNano).toBe(10);
    expect(compactTraceSchema.parse(JSON.parse(JSON.stringify(trace)))).toEqual(
      trace,
    );
  });

  it('stores what repeats once and gives it back', () => {
    const trace = encodeTrace({
      traceId: 'abc',
      spans: [
        span('a', undefined, 0, 10, {
          statusMessage: 'lock timeout',
          status: 2,
        }),
        span('b', 'a', 1, 3),
      ],
    });
    expect(trace.resources).toHaveLength(1);
    expect(attributesAt(trace, spanPairs(trace, 1))).toEqual([
      ['http.route', '/v2/quotes'],
    ]);
    expect(trace.values.filter(value => value === '/v2/quotes')).toHaveLength(
      1,
    );
    expect(
      trace.messages.map(([at, value]) => [at, trace.values[value]]),
    ).toEqual([[0, 'lock timeout']]);
  });

  it('gives back all that was put in, whatever it is', () => {
    const attributes = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.oneof(fc.string(), fc.integer(), fc.boolean()),
      { maxKeys: 3 },
    );
    const meant = fc.record({
      atNano: fc.integer({ min: -1_000, max: 1_000 }),
      durationNano: fc.nat(1_000),
      name: fc.string(),
      kind: fc.nat(5),
      status: fc.nat(2),
      statusMessage: fc.option(fc.string({ minLength: 1 }), {
        nil: undefined,
      }),
      service: fc.constantFrom('a', 'b'),
      attributes,
      events: fc.array(fc.record({ name: fc.string(), attributes }), {
        maxLength: 2,
      }),
      links: fc.array(attributes, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(meant, { minLength: 1, maxLength: 8 }), all => {
        const spans = all.map((one, at) =>
          span(`${at}`, undefined, one.atNano, one.durationNano, {
            name: one.name,
            kind: one.kind,
            status: one.status,
            statusMessage: one.statusMessage,
            resource: { service: one.service, attributes: { pod: at % 2 } },
            attributes: one.attributes,
            events: one.events.map(event => ({
              ...event,
              timeUnixNano: T0 + BigInt(one.atNano),
            })),
            links: one.links.map(held => ({
              traceId: `t${at}`,
              spanId: `s${at}`,
              attributes: held,
            })),
          }),
        );
        const trace = encodeTrace({ traceId: 'abc', spans });
        const origin = BigInt(trace.startUnixNano);
        const pairsOf = (pairs: readonly number[]) =>
          Object.fromEntries(attributesAt(trace, pairs));
        const decoded = trace.spans.id.map((spanId, at): SourceSpan => {
          const resource = trace.resources[trace.spans.resource[at]];
          const startUnixNano = origin + BigInt(trace.spans.start[at]);
          const message = trace.messages.find(([of]) => of === at);
          return {
            spanId,
            parentSpanId: undefined,
            name: String(trace.values[trace.spans.name[at]]),
            kind: trace.spans.kind[at],
            startUnixNano,
            endUnixNano: startUnixNano + BigInt(trace.spans.duration[at]),
            status: trace.spans.status[at],
            statusMessage: message && String(trace.values[message[1]]),
            resource: {
              service: resource.service,
              attributes: pairsOf(resource.attributes),
            },
            attributes: pairsOf(spanPairs(trace, at)),
            events: trace.events
              .filter(event => event.span === at)
              .map(event => ({
                name: event.name,
                timeUnixNano: origin + BigInt(event.time),
                attributes: pairsOf(event.attributes),
              })),
            links: trace.links
              .filter(link => link.span === at)
              .map(link => ({
                traceId: link.traceId,
                spanId: link.spanId,
                attributes: pairsOf(link.attributes),
              })),
          };
        });
        const byId = (a: SourceSpan, b: SourceSpan) =>
          a.spanId < b.spanId ? -1 : 1;
        expect(decoded.sort(byId)).toEqual(spans.sort(byId));
        const texts = new Set(trace.values);
        expect(texts.size).toBe(trace.values.length);
        expect(trace.resources.length).toBeLessThanOrEqual(4);
        expect(Math.min(...trace.spans.start)).toBe(0);
        expect(trace.durationNano).toBe(
          Math.max(
            ...trace.spans.start.map(
              (start, at) => start + trace.spans.duration[at],
            ),
          ),
        );
      }),
    );
  });

  it('shows orphans as roots, repeated spans once, and counts both', () => {
    const trace = encodeTrace({
      traceId: 'abc',
      spans: [
        span('a', undefined, 5, 10),
        span('a', undefined, 5, 10),
        span('o', 'missing', 7, 2),
        span('e', 'a', 1, 2),
      ],
    });
    expect(trace.duplicates).toBe(1);
    expect(trace.orphans).toBe(1);
    expect(trace.skewed).toBe(1);
    expect(trace.spans.id).toEqual(['a', 'e', 'o']);
  });

  it('ends with spans that name each other, or themselves, as parent', () => {
    const trace = encodeTrace({
      traceId: 'abc',
      spans: [span('x', 'y', 0, 1), span('y', 'x', 0, 1), span('z', 'z', 0, 1)],
    });
    expect([...trace.spans.id].sort()).toEqual(['x', 'y', 'z']);
  });

  it('orders a trace 50,000 levels deep', () => {
    const spans = Array.from({ length: 50_000 }, (_, i) =>
      span(`s${i}`, i === 0 ? undefined : `s${i - 1}`, i, 100_000 - i),
    );
    const trace = encodeTrace({ traceId: 'deep', spans });
    expect(trace.spans.depth[49_999]).toBe(49_999);
  });

  it('makes an empty trace of no spans', () => {
    expect(encodeTrace({ traceId: 'none', spans: [] }).spans.id).toEqual([]);
  });
});
