import { LineRow, Question, RequestRow } from '@sextant/plugin-telemetry-node';
import fc from 'fast-check';
import {
  hasFailed,
  logsOf,
  meantLines,
  MeantRequest,
  meantRequests,
  meantScope,
  spanIdOf,
  tracesOf,
} from '../__testUtils__/meantTelemetry';
import { openEngine, storeEngines } from '../__testUtils__/storeEngines';
import { storeOver } from '../__testUtils__/storeOver';
import { EmbeddedLogSource } from './EmbeddedLogSource';
import { EmbeddedMetricSource } from './EmbeddedMetricSource';
import { EmbeddedTraceSource } from './EmbeddedTraceSource';
import { Provenances } from './Provenances';

// Properties take their time on a busy machine.
jest.setTimeout(180_000);

const T0 = Math.floor(Date.now() / 300_000) * 300_000 - 3_600_000;
const RANGE = { fromMs: T0, toMs: T0 + 600_000 };
const asking = () => ({
  signal: new AbortController().signal,
  untilMs: Date.now() + 60_000,
});

type Scope = Pick<Question, 'versions' | 'environments'>;

const isIn =
  ({ versions, environments }: Scope) =>
  (meant: { version?: string; environment?: string }) =>
    (versions?.includes(meant.version) ?? true) &&
    (environments?.includes(meant.environment) ?? true);

const requestFilter = fc.record(
  {
    operation: fc.constantFrom('GET /a', 'GET /none'),
    status: fc.constantFrom('error', 'ok', '503', '4xx'),
    minDurationSeconds: fc.constantFrom(1, 10),
    maxDurationSeconds: fc.constantFrom(5, 15),
  },
  { requiredKeys: [] },
);

function isMeant(
  request: MeantRequest,
  wanted: {
    operation?: string;
    status?: string;
    minDurationSeconds?: number;
    maxDurationSeconds?: number;
  },
): boolean {
  const { httpStatus = 0, durationUs } = request;
  const byStatus: Record<string, boolean> = {
    error: hasFailed(request),
    ok: !hasFailed(request),
    '503': httpStatus === 503,
    '4xx': Math.floor(httpStatus / 100) === 4,
  };
  return (
    (wanted.operation ?? request.operation) === request.operation &&
    (wanted.status === undefined || byStatus[wanted.status]) &&
    durationUs >= (wanted.minDurationSeconds ?? 0) * 1e6 &&
    durationUs <= (wanted.maxDurationSeconds ?? Infinity) * 1e6
  );
}

const sumsOf = (
  rows: ReadonlyArray<{
    version?: string;
    environment?: string;
    requests: number;
    failed?: number;
  }>,
) => {
  const sums = new Map<string, { requests: number; failed: number }>();
  for (const { version, environment, requests, failed = 0 } of rows) {
    const key = `${version} ${environment}`;
    const sum = sums.get(key) ?? { requests: 0, failed: 0 };
    sums.set(key, {
      requests: sum.requests + requests,
      failed: sum.failed + failed,
    });
  }
  return [...sums].filter(([, { requests }]) => requests > 0).sort();
};

describe.each(storeEngines)(
  'answers of the store on %s, counted by hand',
  (_name, databaseId) => {
    let stored: Awaited<ReturnType<typeof storeOver>>;
    let sources: {
      metrics: EmbeddedMetricSource;
      traces: EmbeddedTraceSource;
      logs: EmbeddedLogSource;
    };
    let run = 0;

    beforeAll(async () => {
      const knex = await openEngine(databaseId);
      stored = await storeOver(knex);
      const { reader } = stored.store;
      const provenances = new Provenances(reader);
      sources = {
        metrics: new EmbeddedMetricSource(reader, provenances),
        traces: new EmbeddedTraceSource(reader, provenances),
        logs: new EmbeddedLogSource(reader, provenances),
      };
    });
    afterAll(() => stored.store.close());

    /** Sends it over the wire, and names the service that it is of. */
    async function send(
      signal: 'traces' | 'logs',
      bodyOf: (service: string, nth: number) => object,
    ): Promise<string> {
      run += 1;
      const service = `service-${run}`;
      const body = Buffer.from(JSON.stringify(bodyOf(service, run)));
      await stored.queue.submit(
        (
          await stored.receiver.receive(signal, 'json', body)
        ).batch,
      );
      return service;
    }

    it('counts requests and failures of each version, whole, by step and in two halves', async () => {
      await fc.assert(
        fc.asyncProperty(
          meantRequests,
          meantScope,
          fc.constantFrom(15, 60, 300),
          fc.integer({ min: 1, max: 39 }),
          async (requests, scope, step, cut) => {
            const service = await send('traces', (name, nth) =>
              tracesOf(name, nth, T0, requests),
            );
            const ask = async (
              range: typeof RANGE,
              wanted: number | 'whole',
            ) => {
              const { rows } = await sources.metrics.counts({
                services: [service],
                range,
                ...scope,
                step: wanted,
                durations: true,
              });
              return rows;
            };
            const served = requests
              .filter(({ kind }) => kind === 2)
              .filter(isIn(scope));
            const expected = sumsOf(
              served.map(request => ({
                ...request,
                requests: 1,
                failed: Number(hasFailed(request)),
              })),
            );
            const whole = await ask(RANGE, 'whole');
            expect(sumsOf(whole)).toEqual(expected);
            expect(sumsOf(await ask(RANGE, step))).toEqual(expected);
            // On whole buckets of the coarsest tier, what is counted is what was asked.
            const middleMs = T0 + Math.round(cut / 20) * 300_000;
            const halves = [
              ...(middleMs > RANGE.fromMs
                ? await ask({ ...RANGE, toMs: middleMs }, 300)
                : []),
              ...(middleMs < RANGE.toMs
                ? await ask({ ...RANGE, fromMs: middleMs }, 300)
                : []),
            ];
            expect(sumsOf(halves)).toEqual(expected);
            for (const { durations, requests: counted } of whole) {
              const total = durations?.counts.reduce((sum, n) => sum + n, 0);
              // Where there are only signs of life, nothing was counted.
              expect(total ?? 0).toBe(counted);
            }
            // What is not over a bound is what has a duration up to it.
            const bounds =
              whole.find(row => row.durations)?.durations?.bounds ?? [];
            for (const [at, bound] of bounds.entries()) {
              const upTo = whole.reduce(
                (sum, { durations }) =>
                  sum +
                  (durations?.counts ?? [])
                    .slice(0, at + 1)
                    .reduce((all, n) => all + n, 0),
                0,
              );
              expect(upTo).toBe(
                served.filter(({ durationUs }) => durationUs / 1e6 <= bound)
                  .length,
              );
            }
          },
        ),
        { numRuns: 25 },
      );
    });

    it('lists the requests that are meant, once, newest first, in pages of any size', async () => {
      await fc.assert(
        fc.asyncProperty(
          meantRequests,
          meantScope,
          requestFilter,
          fc.integer({ min: 1, max: 12 }),
          async (requests, scope, wanted, limit) => {
            const service = await send('traces', (name, nth) =>
              tracesOf(name, nth, T0, requests),
            );
            const rows: RequestRow[] = [];
            let after: string | undefined;
            do {
              const found = await sources.traces.requests(
                {
                  services: [service],
                  range: RANGE,
                  ...scope,
                  ...wanted,
                  order: 'newest',
                  limit,
                  after,
                },
                asking(),
              );
              expect(found.completeTo).toBeUndefined();
              rows.push(...found.rows);
              after = found.next;
            } while (after !== undefined && rows.length < 200);
            const expected = requests.flatMap((request, at) =>
              isIn(scope)(request) && isMeant(request, wanted)
                ? [spanIdOf(at)]
                : [],
            );
            expect(rows.map(({ spanId }) => spanId).sort()).toEqual(
              expected.sort(),
            );
            const starts = rows.map(({ startUs }) => startUs);
            expect(starts).toEqual([...starts].sort((a, b) => b - a));
            const { rows: slowest } = await sources.traces.requests(
              {
                services: [service],
                range: RANGE,
                ...scope,
                ...wanted,
                order: 'slowest',
                limit,
              },
              asking(),
            );
            expect(slowest.map(({ durationUs }) => durationUs)).toEqual(
              requests
                .filter(isIn(scope))
                .filter(request => isMeant(request, wanted))
                .map(({ durationUs }) => durationUs)
                .sort((a, b) => b - a)
                .slice(0, limit),
            );
          },
        ),
        { numRuns: 25 },
      );
    });

    it('lists and counts the lines that are meant, whatever the case of a text', async () => {
      await fc.assert(
        fc.asyncProperty(
          meantLines,
          meantScope,
          fc.record(
            {
              levels: fc.constantFrom(
                ['error' as const],
                ['info' as const, 'unknown' as const],
              ),
              text: fc.constantFrom('überfällig 100%', 'A_B', 'a', 'nothing'),
            },
            { requiredKeys: [] },
          ),
          fc.integer({ min: 1, max: 12 }),
          async (lines, scope, wanted, limit) => {
            const service = await send('logs', name => logsOf(name, T0, lines));
            const question = {
              services: [service],
              range: RANGE,
              ...scope,
              ...wanted,
            };
            const rows: LineRow[] = [];
            let after: string | undefined;
            do {
              const found = await sources.logs.lines(
                { ...question, limit, after },
                asking(),
              );
              rows.push(...found.rows);
              after = found.next;
            } while (after !== undefined && rows.length < 200);
            const meant = lines
              .map((line, at) => ({ ...line, body: `${line.body} #${at}` }))
              .filter(isIn(scope))
              .filter(
                ({ level, body }) =>
                  (wanted.levels?.some(one => one === level) ?? true) &&
                  body
                    .toLocaleLowerCase('en-US')
                    .includes(wanted.text?.toLocaleLowerCase('en-US') ?? ''),
              );
            expect(rows.map(({ body }) => body).sort()).toEqual(
              meant.map(({ body }) => body).sort(),
            );
            const times = rows.map(({ timeUnixNano }) => Number(timeUnixNano));
            expect(times).toEqual([...times].sort((a, b) => b - a));
            const counted = await sources.logs.counts(
              { ...question, step: 60 },
              asking(),
            );
            expect(counted.missing).toBeUndefined();
            const tally = (
              all: ReadonlyArray<{
                fromMs: number;
                level: string;
                lines: number;
              }>,
            ) => {
              const sums = new Map<string, number>();
              for (const row of all) {
                const key = `${row.fromMs} ${row.level}`;
                sums.set(key, (sums.get(key) ?? 0) + row.lines);
              }
              return [...sums].sort();
            };
            expect(tally(counted.rows)).toEqual(
              tally(
                meant.map(({ level, atMs }) => ({
                  level,
                  fromMs: Math.floor((T0 + atMs) / 60_000) * 60_000,
                  lines: 1,
                })),
              ),
            );
          },
        ),
        { numRuns: 25 },
      );
    });

    it('counts nothing again of what is sent again, whole or in other batches', async () => {
      await fc.assert(
        fc.asyncProperty(
          meantRequests,
          fc.integer({ min: 1, max: 9 }),
          async (requests, cut) => {
            const bodies: object[] = [];
            const service = await send('traces', (name, nth) => {
              const { resourceSpans } = tracesOf(name, nth, T0, requests);
              bodies.push(
                { resourceSpans },
                { resourceSpans: resourceSpans.slice(0, cut) },
                { resourceSpans: resourceSpans.slice(cut).reverse() },
              );
              return bodies[0];
            });
            for (const body of bodies) {
              const sent = Buffer.from(JSON.stringify(body));
              await stored.queue.submit(
                (
                  await stored.receiver.receive('traces', 'json', sent)
                ).batch,
              );
            }
            const { rows } = await sources.metrics.counts({
              services: [service],
              range: RANGE,
              step: 'whole',
              durations: false,
            });
            expect(rows.reduce((sum, row) => sum + row.requests, 0)).toBe(
              requests.filter(({ kind }) => kind === 2).length,
            );
          },
        ),
        { numRuns: 10 },
      );
    });
  },
);
