import { CountQuestion, Upstream } from '@sextant/plugin-telemetry-node';
import { FROM_S, NOW_S } from './__testUtils__/fleet';
import { openMetricsOf, Target } from './__testUtils__/history';
import {
  prometheusBinary,
  startPrometheus,
} from './__testUtils__/startPrometheus';
import { upstreamOver } from './__testUtils__/upstreamOver';
import { PrometheusUpstream } from './PrometheusUpstream';

const withPrometheus = prometheusBinary ? describe : describe.skip;

const base: Omit<Target, 'labels'> = {
  fromS: FROM_S - 600,
  toS: NOW_S,
  rate: 2,
  durationSeconds: 0.02,
  everyNthFails: 0,
};
/** What each target answers within the hour that is asked for. */
const HOUR_OF_TWO = 7_200;

const TARGETS: Target[] = [
  // As Prometheus' own OTLP receiver stores it: version and environment stand on target_info.
  ...[
    ['production', '2.0.0'],
    ['staging', '1.0.0'],
  ].map(([environment, version]) => ({
    ...base,
    labels: { job: 'shop/beta', instance: `${environment}:80` },
    info: {
      service_version: version,
      deployment_environment_name: environment,
    },
  })),
  // Of no environment at all.
  {
    ...base,
    labels: { job: 'shop/nowhere', instance: 'n:80' },
    info: { service_version: '1.0.0' },
  },
  // One instance says its version on its series, the other on target_info.
  {
    ...base,
    labels: {
      job: 'shop/half',
      instance: 'h1:80',
      service_version: '1.0.0',
    },
  },
  {
    ...base,
    labels: { job: 'shop/half', instance: 'h2:80' },
    info: { service_version: '2.0.0' },
  },
];

/** A client library's summary, which has the name of a histogram and no buckets. */
function ofSummary(): string[] {
  const labels = 'job="shop/summed",instance="s:80"';
  const name = 'http_request_duration_seconds';
  const lines: string[] = [];
  for (let at = 0; at * 15 <= NOW_S - FROM_S + 600; at += 1) {
    const time = FROM_S - 600 + at * 15;
    lines.push(
      `${name}{${labels},quantile="0.95"} 0.2 ${time}`,
      `${name}_sum{${labels}} ${at * 4} ${time}`,
      `${name}_count{${labels}} ${at * 45} ${time}`,
    );
  }
  return [`# TYPE ${name} summary`, ...lines];
}

/** Two requests a second, one in ten of them failed, as client libraries count them. */
const PROFILES: ReadonlyArray<
  [service: string, type: string, series: Array<[labels: string, part: number]>]
> = [
  [
    'micrometer',
    'http_server_requests_seconds',
    [
      ['outcome="SUCCESS",status="200",uri="/a"', 27],
      ['outcome="SERVER_ERROR",status="500",uri="/a"', 3],
    ],
  ],
  [
    'counted',
    'http_requests',
    [
      ['code="200"', 27],
      ['code="503"', 3],
    ],
  ],
  // It counts the same in a summary, whose version it does not tell.
  ['summed', 'http_requests', [['code="200"', 45]]],
  [
    'rpc',
    'grpc_server_handled',
    [
      ['grpc_code="OK",grpc_method="Get"', 27],
      ['grpc_code="Internal",grpc_method="Get"', 3],
    ],
  ],
];

function ofProfiles(): string[] {
  return PROFILES.flatMap(([service, name, series]) => {
    const isSummary = name.endsWith('_seconds');
    const lines = [`# TYPE ${name} ${isSummary ? 'summary' : 'counter'}`];
    for (const [labels, part] of series) {
      for (let at = 0; at * 15 <= NOW_S - FROM_S + 600; at += 1) {
        const all = `job="shop/${service}",instance="i:80",app_version="1.2.3",${labels}`;
        const suffix = isSummary ? '_count' : '_total';
        lines.push(
          `${name}${suffix}{${all}} ${at * part} ${FROM_S - 600 + at * 15}`,
        );
      }
    }
    return lines;
  });
}

withPrometheus(
  `shapes of metrics in a real Prometheus${
    prometheusBinary ? '' : ' (skipped: it is not installed)'
  }`,
  () => {
    let stop: () => Promise<void>;
    let upstream: Upstream;
    let prometheus: PrometheusUpstream;

    beforeAll(async () => {
      const started = await startPrometheus(
        openMetricsOf(TARGETS, [...ofSummary(), ...ofProfiles()]),
      );
      stop = started.stop;
      ({ upstream, prometheus } = upstreamOver(started.url, NOW_S));
    }, 60_000);
    afterAll(async () => {
      await upstream?.close();
      await stop?.();
    });

    async function answerOf(service: string, more: Partial<CountQuestion>) {
      return prometheus.sources.metrics.counts(
        {
          range: { fromMs: FROM_S * 1000, toMs: NOW_S * 1000 },
          services: [service],
          step: 'whole',
          durations: true,
          ...more,
        },
        {
          signal: new AbortController().signal,
          untilMs: Date.now() + 20_000,
        },
      );
    }

    /** Of each version and environment; what the source did not narrow by is, as the core does. */
    async function countsOf(service: string, more: Partial<CountQuestion>) {
      const { rows, applied } = await answerOf(service, more);
      const kept = rows.filter(
        row =>
          applied.has('environments') ||
          (more.environments?.includes(row.environment) ?? true),
      );
      const found: Record<string, number> = {};
      for (const { version, environment, requests } of kept) {
        const key = `${version} in ${environment}`;
        found[key] = (found[key] ?? 0) + requests;
      }
      return Object.fromEntries(
        Object.entries(found).map(([key, value]) => [
          key,
          Math.round(value / 100) * 100,
        ]),
      );
    }

    it.each<CountQuestion['step']>(['whole', 60])(
      'has the environment of target_info, in the table and in charts alike (step %s)',
      async step => {
        expect(await countsOf('beta', { step })).toEqual({
          '2.0.0 in production': HOUR_OF_TWO,
          '1.0.0 in staging': HOUR_OF_TWO,
        });
        expect(
          await countsOf('beta', { step, environments: ['production'] }),
        ).toEqual({ '2.0.0 in production': HOUR_OF_TWO });
      },
    );

    it.each<CountQuestion['step']>(['whole', 60])(
      'has nothing in production of a service that names no environment (step %s)',
      async step => {
        expect(await countsOf('nowhere', { step })).toEqual({
          '1.0.0 in undefined': HOUR_OF_TWO,
        });
        expect(
          await countsOf('nowhere', { step, environments: ['production'] }),
        ).toEqual({});
      },
    );

    it('has the version of each instance, on its series or on target_info', async () => {
      expect(await countsOf('half', {})).toEqual({
        '1.0.0 in undefined': HOUR_OF_TWO,
        '2.0.0 in undefined': HOUR_OF_TWO,
      });
    });

    it.each(['micrometer', 'counted', 'rpc'])(
      'counts requests and failures of %s by version',
      async service => {
        const { rows } = await answerOf(service, {});
        const sum = (valueOf: (row: (typeof rows)[number]) => number) =>
          rows.reduce((total, row) => total + valueOf(row), 0);
        expect(new Set(rows.map(({ version }) => version))).toEqual(
          new Set(['1.2.3']),
        );
        expect(sum(({ requests }) => requests) / HOUR_OF_TWO).toBeCloseTo(1, 2);
        expect(
          sum(({ failed }) => failed ?? NaN) / (HOUR_OF_TWO / 10),
        ).toBeCloseTo(1, 2);
      },
    );

    it('takes no summary for a histogram: it has counts, and no durations', async () => {
      const { rows } = await answerOf('summed', {});
      expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBeCloseTo(
        3 * 3600,
        -2,
      );
      expect(rows.filter(({ durations }) => durations)).toEqual([]);
    });
  },
);
