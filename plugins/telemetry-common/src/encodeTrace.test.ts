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
