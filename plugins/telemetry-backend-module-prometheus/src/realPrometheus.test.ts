import { ConfigReader } from '@backstage/config';
import { readUpstreamConfigs, Upstream } from '@sextant/plugin-telemetry-node';
import { openMetricsOf, Target } from './__testUtils__/history';
import {
  prometheusBinary,
  startPrometheus,
} from './__testUtils__/startPrometheus';
import { PrometheusClient } from './client/PrometheusClient';
import { readPrometheusConfig } from './config';
import { PrometheusMetricSource } from './source/PrometheusMetricSource';

const NOW_S = Math.floor(Date.now() / 60_000) * 60;
const FROM_S = NOW_S - 3600;
const NAME = 'http_server_request_duration_seconds';

const base: Omit<Target, 'labels'> = {
  fromS: FROM_S,
  toS: NOW_S,
  rate: 2,
  durationSeconds: 0.02,
  everyNthFails: 0,
};
const inventory = (
  version: string,
  instance: string,
  more: Partial<Target>,
) => ({
  ...base,
  ...more,
  labels: {
    job: 'commerce',
    instance,
    service: 'inventory',
    version,
    deployment_environment: 'production',
  },
});
/** As an OpenTelemetry SDK's Prometheus exporter has it: the version on `target_info` only. */
const payment = (instance: string, version: string, more: Partial<Target>) => ({
  ...base,
  ...more,
  labels: { job: 'shop/payment', instance },
  info: { service_version: version },
});

const TARGETS: Target[] = [
  inventory('2.2.0', 'a:80', { rate: 10, everyNthFails: 100 }),
  inventory('2.2.0', 'b:80', { rate: 8 }),
  inventory('2.3.0', 'c:80', {
    rate: 2,
    everyNthFails: 4,
    durationSeconds: 0.2,
    fromS: NOW_S - 1200,
  }),
  payment('p1:80', '1.0.0', { rate: 4, everyNthFails: 20 }),
  // The same address, deployed anew half an hour ago: for five minutes both infos are in sight.
  payment('p2:80', '1.0.0', { toS: NOW_S - 1800, rate: 3 }),
  payment('p2:80', '1.1.0', {
    fromS: NOW_S - 1785,
    rate: 3,
    durationSeconds: 0.04,
  }),
];

const withPrometheus = prometheusBinary ? describe : describe.skip;

withPrometheus(
  `over a real Prometheus${
    prometheusBinary ? '' : ' (skipped: it is not installed)'
  }`,
  () => {
    let url: string;
    let stop: () => Promise<void>;
    let upstream: Upstream;
    let source: PrometheusMetricSource;

    beforeAll(async () => {
      ({ url, stop } = await startPrometheus(openMetricsOf(TARGETS)));
      const [config] = readUpstreamConfigs(
        new ConfigReader({
          telemetry: { prometheus: { upstreams: [{ name: 'test', url }] } },
        }),
        'telemetry.prometheus',
        'Prometheus',
      );
      upstream = new Upstream(config);
      source = new PrometheusMetricSource(
        new PrometheusClient(upstream),
        readPrometheusConfig(config),
        () => NOW_S * 1000,
      );
    }, 60_000);

    afterAll(async () => {
      await upstream?.close();
      await stop?.();
    });

    const range = { fromMs: FROM_S * 1000, toMs: NOW_S * 1000 };

    /** What the same server answers to PromQL written by hand, by the value of a label. */
    async function byHand(query: string, label: string) {
      const parameters = new URLSearchParams({ query, time: String(NOW_S) });
      const response = await fetch(`${url}/api/v1/query?${parameters}`);
      const { data } = await response.json();
      return new Map<string, number>(
        data.result.map(
          (entry: {
            metric: Record<string, string>;
            value: [number, string];
          }) => [entry.metric[label] ?? '', Number(entry.value[1])],
        ),
      );
    }

    it('has rate, errors and quantiles by version label as PromQL by hand has them', async () => {
      const { data, provenance } = await source.versions({
        service: 'inventory',
        range,
      });
      const window = '[3600s]';
      const own = '{service="inventory"}';
      const [requests, errors, ...quantiles] = await Promise.all([
        byHand(
          `sum by (version) (increase(${NAME}_count${own}${window}))`,
          'version',
        ),
        byHand(
          `sum by (version) (increase(${NAME}_count{service="inventory",http_response_status_code=~"5.."}${window}))`,
          'version',
        ),
        ...[0.5, 0.95, 0.99].map(q =>
          byHand(
            `histogram_quantile(${q}, sum by (le, version) (rate(${NAME}_bucket${own}${window})))`,
            'version',
          ),
        ),
      ]);
      expect(provenance.rung).toBe('otel · label version');
      expect(data.environments).toEqual(['production']);
      expect(data.versions.map(({ version }) => version)).toEqual([
        '2.2.0',
        '2.3.0',
      ]);
      for (const figures of data.versions) {
        const { version } = figures;
        const expected = requests.get(version) ?? NaN;
        expect(figures.requests).toBeCloseTo(expected, 6);
        expect(figures.rate).toBeCloseTo(expected / 3600, 9);
        expect(figures.errorRatio).toBeCloseTo(
          (errors.get(version) ?? NaN) / expected,
          9,
        );
        expect([figures.p50, figures.p95, figures.p99]).toEqual(
          quantiles.map(found => found.get(version)),
        );
      }
      const [stable, canary] = data.versions;
      expect(stable.instances).toBe(2);
      expect(canary.errorRatio).toBeCloseTo(0.25, 2);
      expect(canary.p95).toBeGreaterThan(0.4);
      expect(Date.parse(canary.firstSeen) / 1000).toBeCloseTo(NOW_S - 1200, -2);
    });

    it('joins versions from target_info, also while two infos of one target are in sight', async () => {
      const { data, provenance } = await source.versions({
        service: 'payment',
        range,
      });
      expect(provenance.rung).toBe('otel · target_info service_version');
      const join = `* on (job, instance) group_left (service_version) max by (job, instance, service_version) (target_info)`;
      // By hand only where one info is in sight: p1 is never deployed anew.
      const hand = await byHand(
        `sum by (service_version) (increase(${NAME}_count{instance="p1:80"}[3600s]) ${join})`,
        'service_version',
      );
      const both = await byHand(
        `sum by (instance) (increase(${NAME}_count{job="shop/payment"}[3600s]))`,
        'instance',
      );
      const total = [...both.values()].reduce((sum, value) => sum + value, 0);
      expect(
        data.versions.reduce((sum, figures) => sum + figures.requests, 0),
      ).toBeCloseTo(total, 6);
      const figures = new Map(
        data.versions.map(entry => [entry.version, entry]),
      );
      expect([...figures.keys()].sort()).toEqual(['1.0.0', '1.1.0']);
      expect(figures.get('1.0.0')?.requests).toBeCloseTo(
        hand.get('1.0.0') ?? NaN,
        6,
      );

      const middle = await source.series({
        service: 'payment',
        range: { fromMs: (NOW_S - 2400) * 1000, toMs: (NOW_S - 1200) * 1000 },
        stepSeconds: 60,
        groupBy: 'version',
      });
      const keys = middle.data.series.map(({ key }) => key).sort();
      expect(keys).toEqual(['1.0.0', '1.1.0']);
      const rates = middle.data.timesMs.map((_, at) =>
        middle.data.series.reduce((sum, line) => sum + (line.rate[at] ?? 0), 0),
      );
      expect(Math.max(...rates)).toBeLessThan(8);
      expect(Math.min(...rates.slice(0, 5))).toBeGreaterThan(6);
    });

    it('draws charts as a range query by hand has them, a point for each whole step', async () => {
      const { data } = await source.series({
        service: 'inventory',
        environment: 'production',
        range,
        stepSeconds: 60,
        groupBy: 'version',
      });
      const parameters = new URLSearchParams({
        query: `histogram_quantile(0.95, sum by (le, version) (rate(${NAME}_bucket{service="inventory"}[60s])))`,
        start: String(FROM_S + 60),
        end: String(NOW_S),
        step: '60',
      });
      const response = await fetch(`${url}/api/v1/query_range?${parameters}`);
      const hand = (await response.json()).data.result.find(
        (entry: { metric: { version: string } }) =>
          entry.metric.version === '2.3.0',
      );
      const canary = data.series.find(({ key }) => key === '2.3.0');
      expect(data.timesMs).toHaveLength(60);
      const drawn = data.timesMs.flatMap((time, at) => {
        const value = canary?.p95[at] ?? null;
        return value === null ? [] : [[time / 1000 + 60, value]];
      });
      expect(drawn).toEqual(
        hand.values
          .filter(([, value]: [number, string]) => value !== 'NaN')
          .map(([time, value]: [number, string]) => [time, Number(value)]),
      );
      expect(drawn.length).toBeGreaterThan(15);
    });

    it('shows routes, and nothing of a service it does not know', async () => {
      const routes = await source.series({
        service: 'inventory',
        range,
        stepSeconds: 60,
        groupBy: 'route',
      });
      expect(routes.data.series.map(({ key }) => key)).toEqual([
        '/v1/stock/{sku}',
      ]);
      const unknown = await source.versions({ service: 'nobody', range });
      expect(unknown.data).toEqual({ versions: [], environments: [] });
    });

    it('answers for the whole fleet in a number of queries that does not depend on it', async () => {
      const ask = jest.spyOn(upstream, 'ask');
      const { data } = await source.fleet({ range });
      const queries = ask.mock.calls.filter(([{ operation }]) =>
        operation.startsWith('query'),
      ).length;
      ask.mockRestore();
      // Fourteen for each of the two labels that name services here.
      expect(queries).toBe(28);
      const services = new Map(
        data.services.map(entry => [entry.service, entry]),
      );
      expect([...services.keys()].sort()).toEqual(['inventory', 'payment']);
      expect(
        services.get('inventory')?.versions.map(({ version }) => version),
      ).toEqual(['2.2.0', '2.3.0']);
      expect(
        services
          .get('payment')
          ?.versions.map(({ version }) => version)
          .sort(),
      ).toEqual(['1.0.0', '1.1.0']);
      expect(services.get('inventory')?.recent.errorRatio).toBeGreaterThan(
        0.02,
      );
    });

    it('tells per rung what it found, and the line that lifts it', async () => {
      const labelled = await source.diagnose({ service: 'inventory', range });
      expect(labelled).toMatchObject({
        state: 'good',
        rung: 'otel · label version',
        remedies: [],
      });
      const joined = await source.diagnose({ service: 'payment', range });
      expect(joined.state).toBe('partial');
      expect(joined.remedies.map(({ line }) => line)).toContain(
        'otlp: { promote_resource_attributes: [service.version, deployment.environment.name] }',
      );
      const unknown = await source.diagnose({ service: 'nobody', range });
      expect(unknown.state).toBe('missing');
    });
  },
);
