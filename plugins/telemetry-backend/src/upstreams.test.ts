import { TestDatabases } from '@backstage/backend-test-utils';
import {
  logsAnswerSchema,
  traceAnswerSchema,
  tracesAnswerSchema,
  versionsAnswerSchema,
} from '@sextant/plugin-telemetry-common';
import { Replay } from '@sextant/plugin-telemetry-node/testUtils';
import { Server } from 'node:http';
import request from 'supertest';
import { PRICING, startPortal } from './__testUtils__/startPortal';
import {
  jaegerAnswer,
  lokiAnswer,
  prometheusAnswer,
  startUpstreams,
} from './__testUtils__/upstreams';

jest.setTimeout(90_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const PANELS = ['versions', 'metrics', 'traces', 'logs', 'logs/volume'];
const VIEWERS = 50;
/** How slow the slow upstream is; its deadline is a second. */
const SLOW_MS = 10_000;

describe('the one view over Prometheus, Jaeger and Loki', () => {
  let upstreams: Awaited<ReturnType<typeof startUpstreams>>;
  let server: Server;

  const startOver = async (refresh: string) => {
    const at = (replay: Replay) => ({
      upstreams: [{ name: 'main', url: replay.url, deadline: '1s', refresh }],
    });
    server = await startPortal(await databases.init('SQLITE_3'), {
      telemetry: {
        prometheus: at(upstreams.prometheus),
        jaeger: at(upstreams.jaeger),
        loki: at(upstreams.loki),
      },
    });
  };

  beforeEach(async () => {
    upstreams = await startUpstreams();
    await startOver('1s');
  });

  afterEach(async () => {
    await Promise.all(Object.values(upstreams).map(replay => replay.close()));
  });

  const ask = async (panel: string) => {
    const started = performance.now();
    const response = await request(server).get(
      `${PRICING}/${panel}?from=now-15m`,
    );
    return { panel, response, ms: performance.now() - started };
  };
  /** All viewers open all panels at once. */
  const view = (viewers = VIEWERS) =>
    Promise.all(Array.from({ length: viewers }, () => PANELS.map(ask)).flat());
  const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

  /** Until every panel answers again; fails after 30 s. */
  async function recovered() {
    const until = Date.now() + 30_000;
    for (;;) {
      const answers = await view(1);
      if (answers.every(({ response }) => response.status === 200)) {
        return;
      }
      if (Date.now() > until) {
        throw new Error('some panel did not recover within 30 s');
      }
      await pause(500);
    }
  }

  it('asks each upstream once for all who look at the same', async () => {
    await startOver('60s');
    // All in one interval, however slow the machine: not at the end of one.
    const left = 60_000 - (Date.now() % 60_000);
    await pause(left < 15_000 ? left + 100 : 0);
    const before = Object.values(upstreams).map(
      ({ requests }) => requests.length,
    );
    const answers = await view();
    expect(answers.filter(({ response }) => response.status !== 200)).toEqual(
      [],
    );
    for (const [at, replay] of Object.values(upstreams).entries()) {
      const asked = replay.requests.slice(before[at]);
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.length).toBeLessThan(40);
    }
  });

  it('joins what the three say of each version', async () => {
    const versions = versionsAnswerSchema.parse(
      (await ask('versions')).response.body,
    );
    expect(versions.provenance).toMatchObject([
      { source: 'Prometheus main', rung: 'prom-client · label version' },
    ]);
    expect(
      versions.data.versions.map(({ version, share, errorRatio }) => [
        version,
        share,
        errorRatio,
      ]),
    ).toEqual([
      ['1.4.2', 0.5, 0.1],
      ['2.0.0', 0.5, 0.1],
    ]);
    const traces = tracesAnswerSchema.parse(
      (await ask('traces')).response.body,
    );
    expect(traces.data.items[0]).toMatchObject({
      traceId: '00000000000000008cdef5ab570ae408',
      version: '2.0.0',
    });
    const logs = logsAnswerSchema.parse((await ask('logs')).response.body);
    expect(logs.data.items[0]).toMatchObject({
      version: '2.0.0',
      body: 'quoted',
    });
    const trace = traceAnswerSchema.parse(
      (
        await request(server)
          .get('/api/telemetry/v1/traces/8cdef5ab570ae408')
          .expect(200)
      ).body,
    );
    expect(trace.provenance[0].source).toBe('Jaeger main');
  });

  describe.each([
    [
      'prometheus',
      'Prometheus main',
      ['versions', 'metrics'],
      prometheusAnswer,
    ],
    ['jaeger', 'Jaeger main', ['traces'], jaegerAnswer],
    ['loki', 'Loki main', ['logs', 'logs/volume'], lokiAnswer],
  ] as const)('with %s in trouble', (name, label, panels, healthy) => {
    it.each([
      ['slow by 10 s', { delayMs: SLOW_MS }, /did not answer within 1 s/],
      ['garbled', { body: '<html>hello</html>' }, /is not \w+'s? JSON/],
      ['cut off', { cut: true }, /closed the connection|cannot be reached/],
      ['starting', { status: 503, body: 'not ready' }, /503/],
    ])(
      '%s: the others stay quick, its panels say so, all recover',
      async (_how, trouble, reason) => {
        await view(1);
        await pause(1_100);
        upstreams[name].answerWith((target, method, body) => ({
          ...healthy(target, method, body),
          ...trouble,
        }));
        const answers = await view();
        const concerned = (panel: string) => panels.some(own => own === panel);
        const others = answers.filter(({ panel }) => !concerned(panel));
        const own = answers.filter(({ panel }) => concerned(panel));
        expect(others.map(({ response }) => response.status)).toEqual(
          others.map(() => 200),
        );
        expect(own.map(({ response }) => response.status)).toEqual(
          own.map(() => 503),
        );
        for (const { response, ms } of own) {
          expect(response.body.error.message).toContain(label);
          expect(response.body.error.message).toMatch(reason);
          expect(response.body.error.message).toMatch(
            /failing since \d\d:\d\d:\d\d/,
          );
          expect(ms).toBeLessThan(SLOW_MS - 2_000);
        }
        upstreams[name].answerWith(healthy);
        await recovered();
      },
    );
  });

  it.each([
    ['prometheus', 'Prometheus main', 'versions'],
    ['jaeger', 'Jaeger main', 'traces'],
    ['loki', 'Loki main', 'logs'],
  ] as const)(
    'stays up when %s is stopped, and asks it again when it is started',
    async (name, label, panel) => {
      await view(1);
      await pause(1_100);
      await upstreams[name].close();
      const answers = await view();
      const own = answers.find(answer => answer.panel === panel);
      expect(own?.response.status).toBe(503);
      expect(own?.response.body.error.message).toMatch(
        new RegExp(`^${label}: .*(cannot be reached|closed the connection)`),
      );
      const health = () => request(server).get('/api/telemetry/v1/health');
      expect((await health()).body.sources[label].status).not.toBe('ok');
      await upstreams[name].start();
      await recovered();
      expect((await health()).body.status).toBe('ok');
    },
  );

  it('tells the doctor’s findings of all three, a failing one included', async () => {
    upstreams.loki.answerWith(() => ({ status: 503, body: 'not ready' }));
    const { body } = await request(server)
      .get(`${PRICING}/doctor?from=now-15m`)
      .expect(200);
    expect(
      body.data.diagnoses.map(
        (entry: { signal: string; source: string; state: string }) => [
          entry.signal,
          entry.source,
          entry.state,
        ],
      ),
    ).toEqual([
      ['traces', 'Jaeger main', 'partial'],
      ['metrics', 'Prometheus main', 'good'],
      ['logs', 'Loki main', 'failed'],
    ]);
    expect(body.state).toBe('partial');
  });
});

describe('several Prometheus and Jaeger', () => {
  it('adds them up, and calls the answer partial when one fails', async () => {
    const [one, two] = await Promise.all([startUpstreams(), startUpstreams()]);
    const server = await startPortal(await databases.init('SQLITE_3'), {
      telemetry: {
        prometheus: {
          upstreams: [
            {
              name: 'eu',
              url: one.prometheus.url,
              refresh: '1s',
              deadline: '1s',
            },
            {
              name: 'us',
              url: two.prometheus.url,
              refresh: '1s',
              deadline: '1s',
            },
            {
              name: 'test',
              url: 'http://127.0.0.1:9',
              environments: ['staging'],
            },
          ],
        },
      },
    });
    const ask = async () =>
      versionsAnswerSchema.parse(
        (
          await request(server)
            .get(`${PRICING}/versions?from=now-15m&environment=production`)
            .expect(200)
        ).body,
      );
    const both = await ask();
    expect(both.state).toBe('ok');
    expect(both.provenance.map(({ source }) => source)).toEqual([
      'Prometheus eu',
      'Prometheus us',
    ]);
    expect(both.data.versions.map(({ requests }) => requests)).toEqual([
      120, 120,
    ]);
    // Both together as one that had counted all: with equal bounds nothing is estimated.
    expect(both.data.versions[0]).toMatchObject({ p50: 0.1 * (60 / 108) });
    expect(both.data.versions[0].estimated).toBeUndefined();

    two.prometheus.answerWith(() => ({ status: 503, body: 'not ready' }));
    await new Promise(resolve => setTimeout(resolve, 1_100));
    const partial = await ask();
    expect(partial.state).toBe('partial');
    expect(partial.missing).toEqual([
      expect.stringMatching(/^Prometheus us: is not ready \(503: not ready\)/),
    ]);
    expect(partial.data.versions.map(({ requests }) => requests)).toEqual([
      60, 60,
    ]);
    await Promise.all(
      [...Object.values(one), ...Object.values(two)].map(replay =>
        replay.close(),
      ),
    );
  });
});
