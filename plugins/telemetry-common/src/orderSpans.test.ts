import { orderSpans } from './orderSpans';
import { SourceSpan } from './sourceSpan';

function span(
  spanId: string,
  parentSpanId: string | undefined,
  more: Partial<SourceSpan> & { service?: string } = {},
): SourceSpan {
  const { service = 'a', ...rest } = more;
  return {
    spanId,
    parentSpanId,
    name: spanId,
    kind: 1,
    startUnixNano: 0n,
    endUnixNano: 1n,
    status: 0,
    resource: { service, attributes: {} },
    attributes: {},
    events: [],
    links: [],
    ...rest,
  };
}

describe('orderSpans', () => {
  it('keeps a client and a server that share one id, the server inside the client', () => {
    const ordered = orderSpans([
      span('root', undefined),
      span('call', 'root', { kind: 2, service: 'b' }),
      span('call', 'root', { kind: 3, service: 'a' }),
      span('query', 'call', { kind: 3, service: 'b' }),
    ]);
    expect(
      ordered.spans.map(({ name, resource }) => `${resource.service} ${name}`),
    ).toEqual(['a root', 'a call', 'b call', 'b query']);
    expect(ordered.parent).toEqual([-1, 0, 1, 2]);
    expect(ordered.duplicates).toBe(0);
  });

  it('keeps servers of several services that share one id, each with its own children', () => {
    const ordered = orderSpans([
      span('call', undefined, { kind: 3, service: 'a' }),
      span('call', undefined, { kind: 2, service: 'sidecar' }),
      span('call', undefined, { kind: 2, service: 'b' }),
      span('call', undefined, { kind: 2, service: 'b' }),
      span('route', 'call', { service: 'sidecar' }),
      span('query', 'call', { kind: 3, service: 'b' }),
      span('strange', 'call', { service: 'c' }),
    ]);
    const parentOf = (name: string) => {
      const at = ordered.spans.findIndex(found => found.name === name);
      return ordered.spans[ordered.parent[at]].resource.service;
    };
    expect(ordered.spans).toHaveLength(6);
    expect(ordered.duplicates).toBe(1);
    expect(parentOf('route')).toBe('sidecar');
    expect(parentOf('query')).toBe('b');
    expect(parentOf('strange')).toBe('sidecar');
    expect(ordered.parent.filter(parent => parent < 0)).toHaveLength(1);
  });

  it('puts them in the order of their starts, then of their ids, and counts clocks that differ', () => {
    const ordered = orderSpans([
      span('root', undefined, { startUnixNano: 10n }),
      span('late', 'root', { startUnixNano: 30n }),
      span('b', 'root', { startUnixNano: 20n }),
      span('a', 'root', { startUnixNano: 20n }),
      span('early', 'root', { startUnixNano: 5n }),
      span('inner', 'b', { startUnixNano: 21n }),
    ]);
    expect(ordered.spans.map(({ name }) => name)).toEqual([
      'root',
      'early',
      'a',
      'b',
      'inner',
      'late',
    ]);
    expect(ordered.depth).toEqual([0, 1, 1, 1, 2, 1]);
    expect(ordered.skewed).toBe(1);
  });

  it('counts a span that came twice once', () => {
    const ordered = orderSpans([span('a', undefined), span('a', undefined)]);
    expect(ordered.spans).toHaveLength(1);
    expect(ordered.duplicates).toBe(1);
  });

  it('gives each circle a root, and takes no longer for many of them', () => {
    const circles = Array.from({ length: 20_000 }, (_, at) => [
      span(`x${at}`, `y${at}`),
      span(`y${at}`, `x${at}`, { startUnixNano: 5n }),
    ]).flat();
    const ordered = orderSpans(circles);
    expect(ordered.spans).toHaveLength(40_000);
    expect(ordered.orphans).toBe(20_000);
    expect(ordered.parent.filter(parent => parent < 0)).toHaveLength(20_000);
  });

  it('shows a span whose parent is missing as a root', () => {
    const ordered = orderSpans([span('a', undefined), span('b', 'missing')]);
    expect(ordered.orphans).toBe(1);
    expect(ordered.parent).toEqual([-1, -1]);
  });

  it('counts a span that is its own parent as a root', () => {
    expect(orderSpans([span('a', 'a')])).toMatchObject({
      parent: [-1],
      orphans: 0,
    });
  });
});
