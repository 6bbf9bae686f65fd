import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { Server } from 'node:http';
import request from 'supertest';
import {
  logsRequest,
  metricsRequest,
  newTraceId,
  tracesRequest,
} from './__testUtils__/otlp';
import { PRICING, send, startPortal } from './__testUtils__/startPortal';

// Properties take their time on a busy machine.
jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

/** What no field expects, and some databases or parsers choke on. */
const POISON: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  1e308,
  true,
  '',
  'NaN',
  'Infinity',
  '-Infinity',
  '\u0000',
  'nul\u0000inside',
  '\ud800',
  'half \udc00 emoji 🎉'.slice(0, 14),
  'two\nlines',
  '\u202eright to left',
  '18446744073709551615',
  '18446744073709551616',
  '-9223372036854775808',
  '99999999999999999999999999',
  'x'.repeat(9_000),
  'é'.repeat(3_000),
  '__proto__',
  'constructor',
  [],
  [[]],
  {},
  { stringValue: '\u0000' },
  { doubleValue: 'NaN' },
  { doubleValue: 'Infinity' },
  { intValue: '9223372036854775808' },
  { bytesValue: 'not base64!' },
  { arrayValue: { values: [null, {}, { stringValue: '\ud83d' }] } },
  { kvlistValue: { values: [{ key: '__proto__', value: { intValue: 1 } }] } },
  { length: 1e9 },
  { low: 1, high: 2, unsigned: false },
];

type Path = Array<string | number>;

/** Every place in a request, the leaves and what holds them. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, held]) =>
          pathsIn(held, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return path.length > 0 ? [path, ...inside] : inside;
}

function withPoison(body: object, path: Path, poison: unknown): object {
  const copy: unknown = JSON.parse(JSON.stringify(body));
  let holder: unknown = copy;
  for (const key of path.slice(0, -1)) {
    holder = Reflect.get(Object(holder), key);
  }
  Reflect.set(Object(holder), path[path.length - 1], poison);
  return Object(copy);
}

/** Halves of characters cannot be written in an address. */
const wellFormed = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

const now = () => Date.now() - 5_000;
const REQUESTS: Record<string, () => object> = {
  traces: () =>
    tracesRequest('zz', '1.0.0', [
      { startMs: now(), attributes: { sku: '1' }, statusMessage: 'fine' },
    ]),
  logs: () =>
    logsRequest('zz', '1.0.0', [
      { timeMs: now(), body: 'a line', traceId: newTraceId() },
    ]),
  metrics: () =>
    metricsRequest('zz', '1.0.0', [
      { name: 'process.memory.usage', timeMs: now(), value: 1 },
    ]),
};

describe.each(databases.eachSupportedId())(
  'requests that cannot be stored, on %s',
  databaseId => {
    let server: Server;
    beforeAll(async () => {
      server = await startPortal(await databases.init(databaseId));
    });

    it('are refused or cleaned for their sender alone: who sends beside them is stored', async () => {
      let sent = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              signal: fc.constantFrom(...Object.keys(REQUESTS)),
              place: fc.nat(),
              poison: fc.constantFrom(...POISON),
            }),
            { minLength: 4, maxLength: 8, size: 'max' },
          ),
          async wrong => {
            const healthy = () =>
              send(
                server,
                'traces',
                tracesRequest('pricing', '2.0.0', [{ startMs: now() }]),
              );
            sent += 2;
            // At the same time, so that they are written together.
            const [first, second, ...others] = await Promise.all([
              healthy(),
              healthy(),
              ...wrong.map(({ signal, place, poison }) => {
                const body = REQUESTS[signal]();
                const paths = pathsIn(body);
                return send(
                  server,
                  signal,
                  withPoison(body, paths[place % paths.length], poison),
                );
              }),
            ]);
            expect([first.status, second.status]).toEqual([200, 200]);
            for (const { status, body } of others) {
              expect([200, 400]).toContain(status);
              // Google's status, as OTLP has it, says why.
              expect(status === 200 || body.message).toBeTruthy();
            }
          },
        ),
        { numRuns: 80 },
      );
      const { body } = await request(server)
        .get(`${PRICING}/versions`)
        .expect(200);
      expect(body.data.versions[0].requests).toBe(sent);
      for (const panel of ['traces', 'logs', 'metrics', 'doctor']) {
        await request(server)
          .get(`/api/telemetry/v1/services/default/zz/${panel}`)
          .expect(200);
      }
    });

    it('are no reason for a question to fail: every parameter is answered or refused by name', async () => {
      const panels = [
        'versions',
        'metrics',
        'traces',
        'logs',
        'logs/volume',
        'logs/patterns',
        'alerts',
        'doctor',
      ].map(panel => `${PRICING}/${panel}`);
      const routes = [
        ...panels,
        '/api/telemetry/v1/traces',
        '/api/telemetry/v1/dependencies',
      ];
      const names = [
        'environment',
        'version',
        'from',
        'to',
        'operation',
        'status',
        'minDuration',
        'maxDuration',
        'attribute',
        'order',
        'limit',
        'cursor',
        'level',
        'q',
        'traceId',
        'groupBy',
      ];
      const value = fc.oneof(
        fc.constantFrom(
          ...POISON.map(poison =>
            (typeof poison === 'string'
              ? poison
              : JSON.stringify(poison)
            ).slice(0, 500),
          ),
          'now',
          'now-1h',
          'a=b',
          '%',
          '_',
          '\\',
          "'",
        ),
        fc.string({ unit: 'binary', maxLength: 30 }),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...routes),
          fc.array(fc.tuple(fc.constantFrom(...names), value), {
            minLength: 1,
            maxLength: 3,
          }),
          async (route, parameters) => {
            const query = parameters
              .map(
                ([name, held]) =>
                  `${name}=${encodeURIComponent(wellFormed(held))}`,
              )
              .join('&');
            const { status, body } = await request(server).get(
              `${route}?${query}`,
            );
            expect([200, 400]).toContain(status);
            expect(
              status === 200 || /found .*allowed/s.test(body.error.message),
            ).toBe(true);
          },
        ),
        { numRuns: 400 },
      );
    });
  },
);
