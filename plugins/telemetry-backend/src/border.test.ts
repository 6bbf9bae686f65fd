import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { FleetEntry } from '@sextant/plugin-telemetry-common';
import { LineRow, RequestRow } from '@sextant/plugin-telemetry-node';
import fc from 'fast-check';
import { Server } from 'node:http';
import request from 'supertest';
import { fleetLines } from './__testUtils__/fleetLines';
import { PaperUpstream } from './__testUtils__/paperUpstream';
import { PRICING, startPortal } from './__testUtils__/startPortal';

// Properties take their time on a busy machine.
jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const TO = Math.floor(Date.now() / 60_000) * 60_000;
const FROM = TO - 600_000;
const RANGE = `from=${new Date(FROM).toISOString()}&to=${new Date(
  TO,
).toISOString()}`;

const origin = fc.record({
  service: fc.constant('pricing'),
  version: fc.constantFrom('1.0.0', '2.0.0'),
  environment: fc.constantFrom('production', 'staging'),
});

/** Few times, so that many come at once. */
const written = fc.array(
  fc.record({
    origin,
    atMs: fc.integer({ min: 0, max: 29 }).map(at => at * 20_000),
    durationUs: fc.integer({ min: 1, max: 3_000_000 }),
    failed: fc.boolean(),
    /** Which of two halves it is written in. */
    half: fc.nat(1),
  }),
  { minLength: 5, maxLength: 40, size: 'max' },
);
type Written = typeof written extends fc.Arbitrary<infer T> ? T : never;

const hex = (value: number, digits: number) =>
  value.toString(16).padStart(digits, '0');

function requestsOf(all: Written): RequestRow[] {
  return all
    .map(({ origin: from, atMs, durationUs, failed }, at): RequestRow => {
      const startUs = (FROM + atMs) * 1000;
      return {
        ...from,
        traceId: hex(at + 1, 32),
        spanId: hex(at + 1, 16),
        position: hex(at + 1, 16),
        operation: 'GET /',
        startUs,
        durationUs,
        failed,
        trace: {
          startUs,
          endUs: startUs + durationUs,
          spans: 1,
          errors: Number(failed),
          services: 1,
        },
      };
    })
    .sort((a, b) => b.startUs - a.startUs);
}

function linesOf(all: Written): LineRow[] {
  return all
    .map(
      ({ origin: from, atMs }, at): LineRow => ({
        ...from,
        id: `line-${at}`,
        position: `line-${at}`,
        timeUnixNano: BigInt(FROM + atMs) * 1_000_000n,
        level: 'info',
        body: `line ${at}`,
        cut: 0,
        attributes: {},
      }),
    )
    .sort((a, b) => Number(b.timeUnixNano - a.timeUnixNano));
}

/** Sums in another order differ in the last digit of a double. */
const rounded = (data: unknown): unknown =>
  JSON.parse(JSON.stringify(data), (_key, value) =>
    typeof value === 'number' ? Number(value.toPrecision(10)) : value,
  );

async function portalOver(upstreams: PaperUpstream[]): Promise<Server> {
  return startPortal(await databases.init('SQLITE_3'), { upstreams });
}

/** Only plugins may ask for the whole fleet. */
const fromServices = () =>
  mockCredentials.service.header({
    onBehalfOf: mockCredentials.service('plugin:services'),
    targetPluginId: 'telemetry',
  });

/** Everything that a list has, page by page. */
async function everyPage(server: Server, path: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const { body } = await request(server)
      .get(`${PRICING}/${path}&${RANGE}&cursor=${cursor}`)
      .expect(200);
    ids.push(
      ...body.data.items.map(
        (item: { id?: string; spanId?: string; body?: string }) =>
          item.body ?? item.spanId,
      ),
    );
    cursor = body.data.nextCursor ?? '';
  } while (cursor && ids.length < 200);
  return ids;
}

describe('an upstream that nobody but its module knows', () => {
  it('answers all panels, is named in them, in the doctor and in health', async () => {
    const all: Written = [
      {
        origin: {
          service: 'pricing',
          version: '1.0.0',
          environment: 'production',
        },
        atMs: 1_000,
        durationUs: 50_000,
        failed: true,
        half: 0,
      },
    ];
    const server = await portalOver([
      new PaperUpstream('paper', {
        requests: requestsOf(all),
        lines: linesOf(all),
      }),
    ]);
    const get = async (panel: string) =>
      (await request(server).get(`${PRICING}/${panel}?${RANGE}`).expect(200))
        .body;
    const versions = await get('versions');
    expect(versions.data.versions).toMatchObject([
      {
        version: '1.0.0',
        environment: 'production',
        requests: 1,
        errorRatio: 1,
      },
    ]);
    expect(versions.provenance[0].source).toBe('paper');
    expect((await get('traces')).data.items).toHaveLength(1);
    expect((await get('logs')).data.items).toHaveLength(1);
    const { data } = await get('doctor');
    expect(JSON.stringify(data)).toContain('It is written down.');
    const health = await request(server)
      .get('/api/telemetry/v1/health')
      .expect(200);
    expect(JSON.stringify(health.body)).toContain('paper');
  });

  it('that knows no alerts takes no figures down: it is named as missing', async () => {
    const paper = new PaperUpstream('paper', {
      requests: requestsOf([
        {
          origin: {
            service: 'pricing',
            version: '1.0.0',
            environment: 'production',
          },
          atMs: 599_000,
          durationUs: 50_000,
          failed: true,
          half: 0,
        },
      ]),
      lines: [],
    });
    paper.sources.alerts = {
      alerts: async () => {
        throw new NotFoundError('there is no ruler');
      },
    };
    const server = await portalOver([paper]);
    const { body } = await request(server)
      .get(`/api/telemetry/v1/fleet?${RANGE}`)
      .set('authorization', fromServices())
      .expect(200);
    expect(body.state).toBe('partial');
    expect(body.missing.join(' ')).toContain('there is no ruler');
    expect(body.data.services).toMatchObject([
      {
        service: 'pricing',
        requests: 1,
        errorRatio: 1,
        // Not 0: nobody knows.
        alertsFiring: null,
      },
    ]);
  });

  it('that names no environment is found under the word that is offered for it', async () => {
    const all = [0, 1, 2].map((at): Written[number] => ({
      origin: {
        service: 'pricing',
        version: '1.0.0',
        environment: at === 0 ? 'staging' : 'production',
      },
      atMs: 1_000 + at,
      durationUs: 50_000,
      failed: false,
      half: 0,
    }));
    const nowhere = <T extends { environment?: string }>(row: T): T => ({
      ...row,
      environment: row.environment === 'staging' ? 'staging' : undefined,
    });
    const server = await portalOver([
      new PaperUpstream('paper', {
        requests: requestsOf(all).map(nowhere),
        lines: linesOf(all).map(nowhere),
      }),
    ]);
    const get = async (panel: string, environment: string) =>
      (
        await request(server)
          .get(`${PRICING}/${panel}?${RANGE}&environment=${environment}`)
          .expect(200)
      ).body.data;
    const { environments } = await get('versions', '');
    expect(environments).toEqual(['default', 'staging']);
    const [row] = (await get('versions', 'default')).versions;
    expect(row).toMatchObject({
      environment: 'default',
      requests: 2,
      share: 1,
    });
    expect((await get('traces', 'default')).items).toHaveLength(2);
    expect((await get('logs', 'default')).items).toHaveLength(2);
    const { series } = await get('metrics', 'default');
    expect(JSON.stringify(series)).toContain('1.0.0');
  });

  it('may be two with half of everything each: the answers are those of one', async () => {
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.integer({ min: 1, max: 9 }),
        async (all, limit) => {
          const numbered = all.map((item, at) => ({ item, at }));
          const [requests, lines] = [requestsOf(all), linesOf(all)];
          const halfOf = (position: string) =>
            numbered.find(
              ({ at }) =>
                position === hex(at + 1, 16) || position === `line-${at}`,
            )?.item.half;
          const part = (half: number) =>
            new PaperUpstream(`half ${half}`, {
              requests: requests.filter(
                ({ position }) => halfOf(position) === half,
              ),
              lines: lines.filter(({ position }) => halfOf(position) === half),
            });
          const one = await portalOver([
            new PaperUpstream('one', { requests, lines }),
          ]);
          const two = await portalOver([part(0), part(1)]);
          for (const panel of ['versions?', 'metrics?']) {
            const [ofOne, ofTwo] = await Promise.all(
              [one, two].map(async server => {
                const { body } = await request(server)
                  .get(`${PRICING}/${panel}&${RANGE}`)
                  .expect(200);
                return rounded(body.data);
              }),
            );
            expect(ofTwo).toEqual(ofOne);
          }
          for (const list of ['traces', 'logs']) {
            const [ofOne, ofTwo] = await Promise.all(
              [one, two].map(server =>
                everyPage(server, `${list}?limit=${limit}`),
              ),
            );
            expect(new Set(ofTwo).size).toBe(ofTwo.length);
            expect(ofTwo.sort()).toEqual(ofOne.sort());
            expect(ofTwo).toHaveLength(all.length);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it('is the fleet of its requests: every service, environment and version, counted by hand', async () => {
    const service = fc.constantFrom('pricing', 'orders', 'nobody’s');
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.array(service, { minLength: 40, maxLength: 40 }),
        fc.constantFrom(undefined, 'production', 'staging'),
        async (all, services, environment) => {
          const requests = requestsOf(all).map((row, at) => ({
            ...row,
            service: services[at],
          }));
          const server = await portalOver([
            new PaperUpstream('paper', { requests, lines: [] }),
          ]);
          const url = `/api/telemetry/v1/fleet?${RANGE}&environment=${
            environment ?? ''
          }`;
          const { body } = await request(server)
            .get(url)
            .set('authorization', fromServices())
            .expect(200);
          const lines = await fleetLines(server, url, fromServices());
          expect(lines.head.data).toMatchObject({ services: [] });
          expect(lines.services).toEqual(body.data.services);
          const meant = requests.filter(
            row => environment === undefined || row.environment === environment,
          );
          const counts = (rows: readonly RequestRow[]) => ({
            requests: rows.length,
            failed: rows.filter(({ failed }) => failed).length,
          });
          const byHand = new Map(
            meant.map(row => {
              const own = meant.filter(
                other =>
                  other.service === row.service &&
                  other.environment === row.environment,
              );
              const versions = [...new Set(own.map(({ version }) => version))];
              return [
                `${row.service} in ${row.environment}`,
                {
                  ...counts(own),
                  versions: Object.fromEntries(
                    versions.map(version => {
                      const some = own.filter(
                        other => other.version === version,
                      );
                      return [
                        version,
                        { ...counts(some), share: some.length / own.length },
                      ];
                    }),
                  ),
                },
              ];
            }),
          );
          const found = new Map(
            body.data.services.map((entry: FleetEntry) => [
              `${entry.service} in ${entry.environment}`,
              {
                requests: entry.requests,
                failed: Math.round((entry.errorRatio ?? NaN) * entry.requests),
                versions: Object.fromEntries(
                  entry.versions.map(row => [
                    row.version,
                    {
                      requests: row.requests,
                      failed: Math.round(
                        (row.errorRatio ?? NaN) * row.requests,
                      ),
                      share: row.share,
                    },
                  ]),
                ),
              },
            ]),
          );
          expect(found).toEqual(byHand);
        },
      ),
      { numRuns: 15 },
    );
  });
});
