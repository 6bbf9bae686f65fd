import { Upstream } from '@sextant/plugin-telemetry-node';
import {
  readRecordings,
  Replay,
  ReplayedAnswer,
  startReplay,
  upstreamFor,
} from '@sextant/plugin-telemetry-node/testUtils';
import path from 'node:path';
import { LokiClient } from '../client/LokiClient';
import { readLokiConfig } from '../config';
import { LokiLogSource } from './LokiLogSource';

const recordings = readRecordings(
  path.join(__dirname, '../__fixtures__/recordings'),
);
const range = { fromMs: 1795241345000, toMs: 1795241945000 };

function recorded(name: string): ReplayedAnswer {
  const recording = recordings.get(name);
  if (!recording) {
    throw new Error(`no recording ${name}`);
  }
  return recording;
}

const streams = (values: Array<[string, string, object?]>): ReplayedAnswer => ({
  status: 200,
  body: JSON.stringify({
    status: 'success',
    data: {
      resultType: 'streams',
      result: [{ stream: { service_name: 'pricing' }, values }],
    },
  }),
});

describe('LokiLogSource', () => {
  let replay: Replay;
  let upstream: Upstream;
  let source: LokiLogSource;

  async function over(
    answer: (target: URL) => ReplayedAnswer,
    more: Record<string, string | string[]> = {},
  ) {
    replay = await startReplay(target =>
      target.pathname.endsWith('/drilldown-limits')
        ? recorded('drilldown-limits')
        : answer(target),
    );
    upstream = upstreamFor('Loki', replay.url, more);
    source = new LokiLogSource(
      new LokiClient(upstream),
      readLokiConfig(upstream.config),
    );
  }

  /** The queries that were asked, in order. */
  const queries = () =>
    replay.requests.flatMap(request => {
      const query = new URL(request.slice(4), 'http://x').searchParams.get(
        'query',
      );
      return query === null ? [] : [query];
    });

  afterEach(async () => {
    await upstream.close();
    await replay.close();
  });

  it('finds version, level and trace where OTLP puts them, and filters by label filters', async () => {
    await over(() => recorded('query_range-otlp-service-categorized'));
    const { data, provenance } = await source.search({
      service: 'payment',
      environment: 'production',
      versions: ['2.7.3', '4.1.0'],
      levels: ['error', 'warn'],
      text: 'card "declined" (53)',
      range,
      limit: 100,
    });
    expect(provenance.rung).toBe('structured metadata');
    expect(data.items[0]).toMatchObject({
      service: 'payment',
      version: '2.7.3',
      environment: 'production',
      level: 'info',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(queries()[0]).toBe(
      String.raw`{service_name="payment"} |~ "(?i)card \"declined\" \\(53\\)" | deployment_environment_name="production" or deployment_environment="production" or environment="production" or env="production" | detected_level=~"error|err|warn|warning" | service_version=~"2\\.7\\.3|4\\.1\\.0" or version=~"2\\.7\\.3|4\\.1\\.0" or app_version=~"2\\.7\\.3|4\\.1\\.0" or app_kubernetes_io_version=~"2\\.7\\.3|4\\.1\\.0"`,
    );
  });

  it('reads the version out of JSON lines where nothing else tells it', async () => {
    await over(target =>
      (target.searchParams.get('query') ?? '').includes('| json')
        ? streams([
            [
              '1795241941691367883',
              '{"msg":"quoted","version":"2.0.0","level":"warn","trace_id":"8cdef5ab570ae408","sku":7}',
            ],
          ])
        : streams([]),
    );
    const { data, provenance } = await source.search({
      service: 'pricing',
      versions: ['2.0.0'],
      range,
      limit: 10,
    });
    expect(provenance.rung).toBe('field in the JSON line');
    expect(data.items[0]).toMatchObject({
      body: 'quoted',
      version: '2.0.0',
      level: 'warn',
      traceId: '00000000000000008cdef5ab570ae408',
      attributes: { sku: 7 },
    });
  });

  it('pages without repeating or losing lines that share a nanosecond', async () => {
    const lines = Array.from({ length: 7 }, (_, i): [string, string] => [
      i < 5 ? '1795241941000000005' : `179524194100000000${4 - (i - 5)}`,
      `line ${i}`,
    ]);
    await over(target => {
      const end = BigInt(target.searchParams.get('end') ?? 0);
      const limit = Number(target.searchParams.get('limit'));
      return streams(
        lines.filter(([time]) => BigInt(time) < end).slice(0, limit),
      );
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page += 1) {
      const { data } = await source.search({
        service: 'pricing',
        range,
        limit: 2,
        cursor,
      });
      seen.push(...data.items.map(({ body }) => body));
      cursor = data.nextCursor;
      if (!cursor) {
        break;
      }
    }
    expect([...seen].sort()).toEqual(lines.map(([, line]) => line));
  });

  it('finds the lines of a trace by metadata and by text, oldest first', async () => {
    await over(target =>
      recorded(
        (target.searchParams.get('query') ?? '').includes('|=')
          ? 'query_range-by-trace-line'
          : 'query_range-by-trace-metadata-categorized',
      ),
    );
    const { data } = await source.trace({
      traceId: '0000000000000000cc6c5534264e4f5d',
      range,
      services: ['cart', 'payment'],
    });
    expect(queries()).toEqual([
      '{service_name=~"cart|payment"} | trace_id=~"0*cc6c5534264e4f5d" or traceID=~"0*cc6c5534264e4f5d" or traceId=~"0*cc6c5534264e4f5d" or traceid=~"0*cc6c5534264e4f5d"',
      '{service_name=~"cart|payment"} |= "cc6c5534264e4f5d"',
    ]);
    const times = data.items.map(({ timeUnixNano }) => timeUnixNano);
    expect(times).toEqual([...times].sort());
    expect(data.items.length).toBeGreaterThanOrEqual(6);
  });

  it('counts lines by level on whole steps, the newest step included', async () => {
    await over(() => recorded('query_range-matrix-detected-level'));
    const { data } = await source.volume({
      service: 'inventory',
      range: { fromMs: 1795240800_000, toMs: 1795241900_000 },
      stepSeconds: 300,
    });
    expect(data.timesMs.map(time => time / 1000)).toEqual([
      1795240800, 1795241100, 1795241400, 1795241700,
    ]);
    expect(data.series.find(({ level }) => level === 'error')?.counts).toEqual([
      38, 48, 67, 0,
    ]);
    expect(data.series.find(({ level }) => level === 'info')?.counts).toEqual([
      484, 423, 444, 30,
    ]);
  });

  it('says how to switch patterns on where they are off', async () => {
    await over(() => recorded('tight-patterns-disabled'));
    const { data, missing } = await source.patterns({
      service: 'inventory',
      range,
    });
    expect(data.patterns).toEqual([]);
    expect(missing).toEqual([
      'Loki test does not find patterns; set pattern_ingester.enabled: true in its configuration',
    ]);
    replay.answerWith(() => recorded('patterns'));
    const found = await source.patterns({ service: 'inventory', range });
    expect(found.data.patterns[0]).toMatchObject({
      level: 'error',
      pattern: expect.stringContaining('stock row lock not granted'),
    });
    expect(found.data.patterns[0].count).toBeGreaterThan(50);
  });

  it('asks in the name of its tenants', async () => {
    await over(() => recorded('drilldown-limits'), { tenants: ['a', 'b'] });
    await expect(
      source.search({ service: 'pricing', range, limit: 1 }),
    ).rejects.toThrow(
      'Loki test: needs a tenant (401: no org id); set tenant in telemetry.loki.upstreams',
    );
  });

  it('tells per rung what it found, and the line that lifts it', async () => {
    await over(target =>
      target.pathname.endsWith('/values')
        ? recorded('label-values-service_name')
        : recorded('query_range-otlp-service-categorized'),
    );
    expect(await source.diagnose({ service: 'payment', range })).toMatchObject({
      state: 'good',
      rung: 'structured metadata',
    });
    replay.answerWith(target =>
      target.pathname.endsWith('/values')
        ? recorded('label-values-service_name')
        : streams([['1795241941691367883', 'plain']]),
    );
    const plain = await source.diagnose({ service: 'pricing', range });
    expect(plain.state).toBe('partial');
    expect(plain.remedies.map(({ where }) => where)).toEqual([
      'SDK',
      'SDK',
      'Loki',
    ]);
  });
});
