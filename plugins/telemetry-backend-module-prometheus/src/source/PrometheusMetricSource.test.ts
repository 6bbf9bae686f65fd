import { Upstream } from '@sextant/plugin-telemetry-node';
import {
  Replay,
  ReplayedAnswer,
  startReplay,
  upstreamFor,
} from '@sextant/plugin-telemetry-node/testUtils';
import { PrometheusClient } from '../client/PrometheusClient';
import { readPrometheusConfig } from '../config';
import { PrometheusMetricSource } from './PrometheusMetricSource';

const range = { fromMs: 1_795_240_000_000, toMs: 1_795_243_600_000 };
const success = (data: unknown, more: object = {}): ReplayedAnswer => ({
  status: 200,
  body: JSON.stringify({ status: 'success', data, ...more }),
});

/** A server that holds one histogram, in whatever spelling, with one version. */
function holding(names: string[], labels: string[]) {
  const [service = 'job'] = labels;
  return (target: URL, _method: string, body: string): ReplayedAnswer => {
    const { pathname } = target;
    const form = new URLSearchParams(body);
    const query = target.searchParams.get('query') ?? form.get('query') ?? '';
    if (pathname.endsWith('/labels')) {
      const match = target.searchParams.get('match[]') ?? '';
      return success(match.includes('target_info') ? [] : labels);
    }
    if (pathname.includes('/label/__name__/')) {
      return success(names);
    }
    if (pathname.includes('/label/')) {
      return success(['pricing']);
    }
    if (pathname.endsWith('/alerts')) {
      return success({
        alerts: [
          {
            labels: { alertname: 'Slow', service: 'pricing' },
            annotations: {},
            state: 'pending',
            activeAt: '2026-11-21T05:53:55.671737943Z',
            value: '1.5e-01',
          },
          {
            labels: { alertname: 'DiskFull', severity: 'page' },
            annotations: { summary: 'the disk is full' },
            state: 'firing',
            activeAt: '2026-11-21T05:50:00Z',
            value: '1',
          },
        ],
      });
    }
    return success(
      {
        resultType: 'vector',
        result: [
          {
            metric: { [service]: 'pricing', [labels[1]]: '2.0.0' },
            value: [0, query.startsWith('histogram_quantile') ? '250' : '60'],
          },
        ],
      },
      { infos: ['a metric might not be a counter'] },
    );
  };
}

describe('PrometheusMetricSource', () => {
  let replay: Replay;
  let upstream: Upstream;
  let source: PrometheusMetricSource;

  async function over(names: string[], labels: string[]) {
    replay = await startReplay(holding(names, labels));
    upstream = upstreamFor('Prometheus', replay.url);
    source = new PrometheusMetricSource(
      new PrometheusClient(upstream),
      readPrometheusConfig(upstream.config),
    );
  }

  /** What was asked at `/query`, in the URL or as a form. */
  const queries = () =>
    replay.requests.flatMap(request => {
      const [method, target, form = ''] = request.split(' ');
      const { pathname, searchParams } = new URL(target, 'http://x');
      return pathname.endsWith('/query')
        ? [
            {
              method,
              query:
                searchParams.get('query') ??
                new URLSearchParams(form).get('query') ??
                '',
            },
          ]
        : [];
    });

  afterEach(async () => {
    await upstream.close();
    await replay.close();
  });

  it.each([
    [
      'http_server_request_duration_seconds',
      'http_response_status_code',
      'service_version',
      'http_server_request_duration_seconds_count{service_name="pricing",http_response_status_code=~"5.."}',
    ],
    [
      'http_server_request_duration',
      'http_response_status_code',
      'service_version',
      'http_server_request_duration_count{service_name="pricing",http_response_status_code=~"5.."}',
    ],
    [
      'http.server.request.duration_seconds',
      'http.response.status_code',
      'service.version',
      '{"http.server.request.duration_seconds_count","service.name"="pricing","http.response.status_code"=~"5.."}',
    ],
    [
      'http.server.request.duration',
      'http.response.status_code',
      'service.version',
      '{"http.server.request.duration_count","service.name"="pricing","http.response.status_code"=~"5.."}',
    ],
    [
      'http_server_duration_milliseconds',
      'http_status_code',
      'service_version',
      'http_server_duration_milliseconds_count{service_name="pricing",http_status_code=~"5.."}',
    ],
  ])('reads %s as it is spelt', async (name, status, version, errors) => {
    const service = version.replace('version', 'name');
    await over([`${name}_bucket`, `${name}_count`], [service, version, status]);
    const { data, provenance } = await source.versions({
      service: 'pricing',
      range,
    });
    expect(data.versions).toMatchObject([{ version: '2.0.0', requests: 60 }]);
    // Milliseconds where the convention measures in them; seconds elsewhere.
    expect(data.versions[0].p95).toBe(
      name.startsWith('http_server_duration') ? 0.25 : 250,
    );
    expect(provenance.rung).toContain(`label ${version}`);
    expect(provenance.warnings).toEqual(['a metric might not be a counter']);
    expect(
      queries().some(({ query }) =>
        query.includes(`increase(${errors}[3600s])`),
      ),
    ).toBe(true);
  });

  it('asks native histograms without buckets', async () => {
    await over(
      ['http_server_request_duration_seconds'],
      ['service_name', 'service_version', 'http_response_status_code'],
    );
    await source.versions({ service: 'pricing', range });
    const asked = queries().map(({ query }) => query);
    expect(asked).toContain(
      'histogram_count(sum by (service_version) (increase(http_server_request_duration_seconds{service_name="pricing"}[3600s])))',
    );
    expect(asked).toContain(
      'histogram_quantile(0.95, sum by (service_version) (rate(http_server_request_duration_seconds{service_name="pricing"}[3600s])))',
    );
    expect(asked.some(query => query.includes('_bucket'))).toBe(false);
  });

  it('sends what is too long for an address as a form', async () => {
    await over([], ['service']);
    const client = new PrometheusClient(upstream);
    const long = `vector(1) # ${'x'.repeat(3_000)}`;
    await client.query(long, 0);
    expect(queries()).toEqual([{ method: 'POST', query: long }]);
  });

  it('shows alerts that name the service, those its annotation names, and its rules', async () => {
    await over([], ['service', 'version']);
    const plain = await source.alerts({ service: 'pricing', range });
    expect(plain.data.alerts.map(({ name }) => name)).toEqual(['Slow']);
    const { data } = await source.alerts({
      service: 'pricing',
      range,
      annotations: {
        'prometheus.io/alert': 'DiskFull',
        'prometheus.io/rule':
          'sum by (version, zone) (rate(x{a="b,c|d"}[5m]))|version,up',
      },
    });
    expect(data.alerts).toMatchObject([
      { name: 'DiskFull', state: 'firing', severity: 'page', value: 1 },
      { name: 'Slow', state: 'pending', value: 0.15 },
    ]);
    expect(data.rules).toEqual([
      {
        expression: 'sum by (version, zone) (rate(x{a="b,c|d"}[5m]))',
        dimension: 'version',
        values: [{ key: '2.0.0', value: 60 }],
      },
      {
        expression: 'up',
        dimension: undefined,
        values: [{ key: 'service=pricing, version=2.0.0', value: 60 }],
      },
    ]);
  });

  it('takes the profile that the component’s annotation names', async () => {
    await over(
      [
        'http_server_request_duration_seconds_bucket',
        'http_request_duration_seconds_bucket',
      ],
      ['service', 'version', 'status_code'],
    );
    const { provenance } = await source.versions({
      service: 'pricing',
      range,
      annotations: { 'sextant.io/metric-profile': 'prom-client' },
    });
    expect(provenance.rung).toBe('prom-client · label version');
  });

  it('never asks for more points than Prometheus answers', async () => {
    await over(
      ['http_request_duration_seconds_bucket'],
      ['service', 'version', 'status_code'],
    );
    await expect(
      source.series({
        service: 'pricing',
        range,
        stepSeconds: 0.1,
        groupBy: 'version',
      }),
    ).rejects.toThrow('allowed 11000');
  });
});
