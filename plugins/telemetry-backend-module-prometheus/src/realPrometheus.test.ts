import {
  CountQuestion,
  CountRow,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { FROM_S, NAME, NOW_S, TARGETS } from './__testUtils__/fleet';
import { openMetricsOf } from './__testUtils__/history';
import {
  prometheusBinary,
  startPrometheus,
} from './__testUtils__/startPrometheus';
import { upstreamOver } from './__testUtils__/upstreamOver';
import { PrometheusUpstream } from './PrometheusUpstream';

const withPrometheus = prometheusBinary ? describe : describe.skip;

withPrometheus(
  `over a real Prometheus${
    prometheusBinary ? '' : ' (skipped: it is not installed)'
  }`,
  () => {
    let url: string;
    let stop: () => Promise<void>;
    let upstream: Upstream;
    let upstreamOf: PrometheusUpstream;

    beforeAll(async () => {
      ({ url, stop } = await startPrometheus(openMetricsOf(TARGETS)));
      ({ upstream, prometheus: upstreamOf } = upstreamOver(url, NOW_S));
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

    const asking = () => ({
      signal: new AbortController().signal,
      untilMs: Date.now() + 20_000,
    });
    const counts = (
      service: string | undefined,
      more: Partial<CountQuestion> = {},
    ) =>
      upstreamOf.sources.metrics.counts(
        {
          range,
          services: service === undefined ? undefined : [service],
          step: 'whole',
          durations: true,
          ...more,
        },
        asking(),
      );
    /** Sums of rows by a part of them. */
    const sums = (
      rows: readonly CountRow[],
      keyOf: (row: CountRow) => string | undefined,
      valueOf: (row: CountRow) => number,
    ) => {
      const found = new Map<string, number>();
      for (const row of rows) {
        const key = keyOf(row) ?? 'none';
        found.set(key, (found.get(key) ?? 0) + valueOf(row));
      }
      return found;
    };
    const byVersion = (row: CountRow) => row.version;

    it('counts requests, failures and durations by version label as PromQL by hand does', async () => {
      const { rows, provenance } = await counts('inventory');
      const window = '[3600s]';
      const own = '{service="inventory"}';
      const [requests, errors] = await Promise.all([
        byHand(
          `sum by (version) (increase(${NAME}_count${own}${window}))`,
          'version',
        ),
        byHand(
          `sum by (version) (increase(${NAME}_count{service="inventory",http_response_status_code=~"5.."}${window}))`,
          'version',
        ),
      ]);
      expect(provenance.rung).toContain('label version');
      const found = sums(rows, byVersion, row => row.requests);
      const failed = sums(rows, byVersion, row => row.failed ?? NaN);
      expect([...found.keys()].sort()).toEqual(['2.2.0', '2.3.0']);
      for (const [version, value] of found) {
        expect(value).toBeCloseTo(requests.get(version) ?? NaN, 6);
        expect(failed.get(version)).toBeCloseTo(errors.get(version) ?? NaN, 6);
      }
      for (const version of ['2.2.0', '2.3.0']) {
        const buckets = await byHand(
          `sum by (le) (increase(${NAME}_bucket{service="inventory",version="${version}"}${window}))`,
          'le',
        );
        const durations = rows.find(row => row.version === version)?.durations;
        let below = 0;
        durations?.bounds.forEach((bound, at) => {
          below += durations.counts[at];
          const le = bound === 1 ? '1.0' : String(bound);
          expect(below).toBeCloseTo(
            buckets.get(le) ?? buckets.get('1') ?? NaN,
            6,
          );
        });
        expect(durations?.bounds).toHaveLength(9);
      }
      const canary = rows.find(row => row.version === '2.3.0');
      expect(
        sums(rows, byVersion, row => row.instances ?? 0).get('2.2.0'),
      ).toBe(2);
      expect((canary?.firstSeenMs ?? NaN) / 1000).toBeCloseTo(NOW_S - 1200, -2);
      expect(rows.find(row => row.version === '2.2.0')?.environment).toBe(
        'production',
      );
    });

    it('counts each version of an address that was deployed anew as its own', async () => {
      const { rows, provenance } = await counts('payment');
      expect(provenance.rung).toContain('target_info service_version');
      const found = sums(rows, byVersion, row => row.requests);
      // p1 all hour long and p2 for half of it; p2 as 1.1.0 from then on.
      const truth = { '1.0.0': 3600 * 4 + 1800 * 3, '1.1.0': 1785 * 3 };
      expect([...found.keys()].sort()).toEqual(['1.0.0', '1.1.0']);
      for (const [version, value] of Object.entries(truth)) {
        expect((found.get(version) ?? NaN) / value).toBeCloseTo(1, 1);
        expect(Math.abs((found.get(version) ?? NaN) / value - 1)).toBeLessThan(
          0.02,
        );
      }
      const steps = await counts('payment', {
        range: { fromMs: (NOW_S - 2400) * 1000, toMs: (NOW_S - 1200) * 1000 },
        step: 60,
      });
      const rates = [
        ...sums(
          steps.rows,
          row => String(row.fromMs),
          row => row.requests / row.seconds,
        ).values(),
      ];
      expect(Math.max(...rates)).toBeLessThan(8);
      expect(Math.min(...rates.slice(0, 5))).toBeGreaterThan(6);
    });

    it('misses no request between two steps, however few there are', async () => {
      const whole = await counts('rare');
      expect(sums(whole.rows, byVersion, row => row.requests)).toEqual(
        new Map([['1.0.0', expect.closeTo(60, 0)]]),
      );
      const steps = await counts('rare', { step: 60 });
      expect(
        sums(steps.rows, byVersion, row => row.requests).get('1.0.0'),
      ).toBeCloseTo(60, 0);
    });

    it('finds out that a target is scraped once a minute', async () => {
      for (const step of ['whole', 60, 15] as const) {
        const { rows } = await counts('sparse', { step });
        const requests = sums(rows, byVersion, row => row.requests);
        expect((requests.get('1.0.0') ?? NaN) / 7200).toBeCloseTo(1, 1);
        expect(
          new Set(rows.map(row => row.fromMs)).size,
        ).toBeGreaterThanOrEqual(step === 'whole' ? 1 : 3500 / step);
      }
    });

    it('counts instances that came and went, once each', async () => {
      const { rows } = await counts('pods');
      expect(
        sums(rows, byVersion, row => row.instances ?? 0).get('1.0.0'),
      ).toBe(4);
    });

    it('counts interval by interval as a range query by hand does', async () => {
      const { rows, covered } = await counts('inventory', { step: 60 });
      const parameters = new URLSearchParams({
        query: `sum by (version) (increase(${NAME}_count{service="inventory"}[60s]))`,
        start: String(FROM_S + 60),
        end: String(NOW_S),
        step: '60',
      });
      const response = await fetch(`${url}/api/v1/query_range?${parameters}`);
      const hand = (await response.json()).data.result.find(
        (entry: { metric: { version: string } }) =>
          entry.metric.version === '2.3.0',
      );
      const found = sums(
        rows.filter(row => row.version === '2.3.0'),
        row => String(row.fromMs / 1000 + 60),
        row => row.requests,
      );
      expect(covered).toEqual(range);
      expect(hand.values.length).toBeGreaterThan(15);
      // What Prometheus makes of the edges of a series it makes of its windows, and not of ours.
      for (const [time, value] of hand.values.slice(1, -1)) {
        expect(found.get(String(time))).toBeCloseTo(Number(value), 6);
      }
    });

    it('counts by route and version, and nothing of a service that it does not know', async () => {
      const { rows } = await counts('inventory', {
        step: 60,
        byOperation: true,
      });
      expect([...new Set(rows.map(row => row.operation))]).toEqual([
        '/v1/stock/{sku}',
      ]);
      expect([...new Set(rows.map(byVersion))].sort()).toEqual([
        '2.2.0',
        '2.3.0',
      ]);
      expect((await counts('nobody')).rows).toEqual([]);
    });

    it('finds a service that has been silent for longer than its last minutes', async () => {
      const { rows } = await counts('inventory', {
        range: {
          fromMs: (FROM_S - 3600) * 1000,
          toMs: (FROM_S + 600) * 1000,
        },
      });
      expect(
        sums(rows, byVersion, row => row.requests).get('2.2.0'),
      ).toBeGreaterThan(9_000);
    });

    it('answers for the whole fleet in a number of queries that does not depend on it', async () => {
      const ask = jest.spyOn(upstream, 'ask');
      const whole = await counts(undefined);
      await counts(undefined, { step: 150 });
      const asked = ask.mock.calls.length;
      ask.mockRestore();
      // The lookup of names and labels was made before, for the same range. One of the services is scraped
      // less often than the others: it is asked for by itself.
      expect(asked).toBeLessThanOrEqual(15);
      const alone = await counts('inventory');
      const of = (rows: readonly CountRow[], service: string) =>
        sums(
          rows.filter(row => row.service === service),
          byVersion,
          row => row.requests,
        );
      const fleet = of(whole.rows, 'inventory');
      for (const [version, requests] of of(alone.rows, 'inventory')) {
        expect(
          Math.abs((fleet.get(version) ?? NaN) / requests - 1),
        ).toBeLessThan(0.05);
      }
      expect([...of(whole.rows, 'payment').keys()].sort()).toEqual([
        '1.0.0',
        '1.1.0',
      ]);
    });

    it('tells what it found, and the change that improves it', async () => {
      const about = (service: string) =>
        upstreamOf.diagnose(
          'metrics',
          { services: [service], range },
          asking(),
        );
      expect(await about('inventory')).toMatchObject({
        state: 'good',
        remedies: [],
      });
      const ofInfo = await about('payment');
      expect(ofInfo.state).toBe('partial');
      expect(ofInfo.remedies.map(({ where }) => where)).toContain('Prometheus');
      const unknown = await about('nobody');
      expect(unknown.state).toBe('missing');
      expect(unknown.looked.flatMap(({ services = [] }) => services)).toContain(
        'inventory',
      );
    });

    it('evaluates a rule of the catalog over the service’s own series only', async () => {
      const { rows = [] } =
        (await upstreamOf.sources.alerts.rules?.(
          {
            services: ['inventory'],
            range,
            hints: {
              'prometheus.io/rule': `sum(increase(${NAME}_count[3600s])),count({__name__=~".+"}),(((`,
            },
          },
          asking(),
        )) ?? {};
      const own = await byHand(
        `sum (increase(${NAME}_count{service="inventory"}[3600s]))`,
        'none',
      );
      expect(rows[0].values[0].value).toBeCloseTo(own.get('') ?? NaN, 6);
      expect(rows[1].values.length).toBeLessThanOrEqual(1);
      expect(rows[2].problem).toContain('cannot be read');
    });
  },
);
