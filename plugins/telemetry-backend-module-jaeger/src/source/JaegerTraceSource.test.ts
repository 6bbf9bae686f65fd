import {
  readRecordings,
  Replay,
  ReplayedAnswer,
  startReplay,
  upstreamFor,
} from '@sextant/plugin-telemetry-node/testUtils';
import { Upstream } from '@sextant/plugin-telemetry-node';
import path from 'node:path';
import { JaegerClient } from '../client/JaegerClient';
import { readJaegerConfig } from '../config';
import { JaegerTraceSource } from './JaegerTraceSource';

const recordings = readRecordings(
  path.join(__dirname, '../__fixtures__/recordings'),
);
const range = {
  fromMs: Date.parse('2026-11-21T06:00:00Z'),
  toMs: Date.parse('2026-11-21T06:30:00Z'),
};

function recorded(name: string): ReplayedAnswer {
  const recording = recordings.get(name);
  if (!recording) {
    throw new Error(`no recording ${name}`);
  }
  return recording;
}

const NOT_FOUND = { status: 404, body: '404 page not found\n' };

/** Answers by path with recordings, and 404 elsewhere. */
const byPath = (names: Record<string, string>) => (target: URL) => {
  const name = names[target.pathname];
  return name ? recorded(name) : NOT_FOUND;
};

describe('JaegerTraceSource', () => {
  let replay: Replay;
  let upstream: Upstream;
  let source: JaegerTraceSource;

  async function over(answer: (target: URL) => ReplayedAnswer) {
    replay = await startReplay(answer);
    upstream = upstreamFor('Jaeger', replay.url, {});
    source = new JaegerTraceSource(
      new JaegerClient(upstream),
      readJaegerConfig(upstream.config),
    );
  }

  afterEach(async () => {
    await upstream.close();
    await replay.close();
  });

  it('speaks v1 where that is all there is, and sums a trace up by the request the service answered', async () => {
    await over(target => {
      if (target.pathname === '/api/services') {
        return recorded('services');
      }
      return target.pathname === '/api/traces'
        ? recorded('traces-checkout-limit3')
        : NOT_FOUND;
    });
    const { data, provenance } = await source.search({
      service: 'checkout',
      environment: 'production',
      range,
      order: 'newest',
      limit: 10,
    });
    expect(provenance.rung).toBe('v1 · service.version');
    expect(data.cut).toBe(false);
    expect(data.items).toHaveLength(3);
    for (const item of data.items) {
      expect(item).toMatchObject({
        service: 'checkout',
        environment: 'production',
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
      expect(item.serviceCount).toBeGreaterThan(3);
      expect(item.durationSeconds).toBeGreaterThan(0);
    }
    const search = replay.requests.find(request =>
      request.startsWith('GET /api/traces'),
    );
    expect(search).toContain(`start=${range.fromMs * 1000}`);
    expect(decodeURIComponent(search ?? '')).toContain(
      'tags={"deployment.environment.name":"production"}',
    );
  });

  it('asks for each chosen version by itself, and says that there may be more', async () => {
    await over(
      byPath({
        '/api/services': 'services',
        '/api/traces': 'traces-checkout-limit3',
      }),
    );
    const { data } = await source.search({
      service: 'checkout',
      versions: ['3.4.0', '3.5.0'],
      status: '5xx',
      range,
      order: 'newest',
      limit: 2,
    });
    const tags = replay.requests
      .filter(request => request.startsWith('GET /api/traces'))
      .map(request =>
        new URL(request.slice(4), 'http://x').searchParams.get('tags'),
      );
    expect(tags.slice(0, 2)).toEqual([
      '{"error":"true","service.version":"3.4.0"}',
      '{"error":"true","service.version":"3.5.0"}',
    ]);
    expect(data.cut).toBe(true);
    expect(data.items).toEqual([]);
  });

  it('reads v3 with its nanoseconds, and both dialects say the same of one trace', async () => {
    await over(target => {
      if (target.pathname === '/api/v3/services') {
        return recorded('v3-services');
      }
      if (target.pathname === '/api/v3/traces') {
        return recorded('v3-trace-missing');
      }
      return target.pathname.startsWith('/api/v3/traces/')
        ? recorded('v3-trace-types')
        : NOT_FOUND;
    });
    const v3 = await source.trace('00000000000000008cdef5ab570ae408');
    expect(v3?.provenance.rung).toContain('v3');
    replay.answerWith(target =>
      target.pathname === '/api/traces/00000000000000008cdef5ab570ae408'
        ? recorded('odd-trace-types')
        : recorded('services'),
    );
    const v1 = await new JaegerClient(upstream, 'v1').trace(
      '00000000000000008cdef5ab570ae408',
      undefined,
    );
    const [a] = v3?.data.spans ?? [];
    const [b] = v1?.spans ?? [];
    expect(v1?.traceId).toBe(v3?.data.traceId);
    expect(b.spanId).toBe(a.spanId);
    expect(b.resource.service).toBe(a.resource.service);
    expect(b.kind).toBe(a.kind);
    expect(b.startUnixNano / 1000n).toBe(a.startUnixNano / 1000n);
    const big = Object.entries(a.attributes).filter(
      ([, value]) => typeof value === 'string' && /^-?\d{16,19}$/.test(value),
    );
    expect(big.length).toBeGreaterThan(0);
    big.forEach(([key, value]) => expect(b.attributes[key]).toBe(value));
  });

  it('lists from summaries where they are served, with versions from a sample', async () => {
    await over(target => {
      const attributes = target.searchParams.get('query.attributes') ?? '';
      switch (target.pathname) {
        case '/api/v3/services':
          return recorded('v3-services');
        case '/api/v3/traces':
          return recorded('v3-traces');
        case '/api/v3/trace-summaries':
          return {
            status: 200,
            body: JSON.stringify({
              summaries: [
                {
                  traceId: attributes.includes('service.version')
                    ? 'a1'.repeat(16)
                    : 'b2'.repeat(16),
                  rootServiceName: 'web-bff',
                  rootOperationName: 'POST /checkout',
                  minStartTimeUnixNano: '1795242019258399658',
                  maxEndTimeUnixNano: '1795242020258399658',
                  spanCount: 12,
                  errorSpanCount: 1,
                  services: [
                    { name: 'checkout', spanCount: 3, errorSpanCount: 1 },
                  ],
                },
              ],
            }),
          };
        default:
          return NOT_FOUND;
      }
    });
    const { data, provenance } = await source.search({
      service: 'checkout',
      range,
      order: 'newest',
      limit: 50,
    });
    expect(provenance.rung).toBe('v3 summaries · service.version');
    const byId = new Map(data.items.map(item => [item.traceId, item]));
    expect(byId.get('a1'.repeat(16))).toMatchObject({
      version: expect.stringMatching(/^\d/),
      error: true,
      durationSeconds: 1,
      startMs: 1795242019258.399,
    });
    expect(byId.get('b2'.repeat(16))?.version).toBe('unversioned');
  });

  it('probes again after the server has refused', async () => {
    let old = true;
    await over(target =>
      byPath(
        old
          ? { '/api/services': 'services' }
          : {
              '/api/v3/services': 'v3-services',
              '/api/v3/traces': 'v3-traces',
            },
      )(target),
    );
    const query = {
      service: 'checkout',
      range,
      order: 'newest' as const,
      limit: 5,
    };
    await expect(source.search(query)).rejects.toThrow(
      'Jaeger test: does not serve this address (404); is its url right?',
    );
    old = false;
    const { provenance } = await source.search(query);
    expect(provenance.rung).toBe('v3 · service.version');
  });

  it('searches without a service through v3, and says where it cannot', async () => {
    await over(
      byPath({
        '/api/v3/services': 'v3-services',
        '/api/v3/traces': 'v3-traces',
      }),
    );
    const query = { range, order: 'newest' as const, limit: 5 };
    const { data } = await source.search(query);
    expect(data.items).toHaveLength(1);
    expect(
      replay.requests.some(
        target =>
          target.startsWith('GET /api/v3/traces?') &&
          !target.includes('service'),
      ),
    ).toBe(true);
    const older = new JaegerTraceSource(
      new JaegerClient(upstream, 'v1'),
      readJaegerConfig(upstream.config),
    );
    await expect(older.search(query)).rejects.toThrow(
      'Jaeger test: cannot search without a service',
    );
  });

  it('prefers v1 over a v3 that takes no notice of attributes', async () => {
    await over(
      byPath({
        '/api/v3/services': 'v3-services',
        '/api/v3/traces': 'v3-traces',
        '/api/services': 'services',
        '/api/traces': 'traces-checkout-limit3',
      }),
    );
    const { provenance } = await source.search({
      service: 'checkout',
      range,
      order: 'newest',
      limit: 5,
    });
    expect(provenance.rung).toBe('v1 · service.version');
  });

  it('shows who calls whom without the edges of a service to itself', async () => {
    await over(target =>
      target.pathname === '/api/dependencies'
        ? recorded('dependencies')
        : recorded('services'),
    );
    const { data } = await source.dependencies({ range });
    expect(data.length).toBeGreaterThan(5);
    expect(data.every(edge => edge.caller !== edge.callee)).toBe(true);
  });

  it('tells what it found and what would lift it', async () => {
    await over(
      byPath({
        '/api/services': 'services',
        '/api/traces': 'traces-checkout-limit3',
      }),
    );
    expect(await source.diagnose({ service: 'checkout', range })).toMatchObject(
      {
        state: 'good',
        rung: 'service.version',
      },
    );
    expect(await source.diagnose({ service: 'nobody', range })).toMatchObject({
      state: 'missing',
      remedies: [{ where: 'SDK' }, { where: 'catalog-info.yaml' }],
    });
  });
});
