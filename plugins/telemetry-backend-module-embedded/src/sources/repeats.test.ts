import fc from 'fast-check';
import { openEngine, storeEngines } from '../__testUtils__/storeEngines';
import { storeOver } from '../__testUtils__/storeOver';
import { EmbeddedLogSource } from './EmbeddedLogSource';
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

const hex = (value: number, digits: number) =>
  value.toString(16).padStart(digits, '0');
const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);

/** Few ids, so that client and server often share one. */
const meantSpans = fc.uniqueArray(
  fc.record({
    trace: fc.nat(1),
    id: fc.nat(3),
    kind: fc.constantFrom(1, 2, 3),
    service: fc.constantFrom('a', 'b'),
    failed: fc.boolean(),
  }),
  {
    minLength: 1,
    maxLength: 20,
    selector: ({ trace, id, kind, service }) =>
      `${trace} ${id} ${kind} ${service}`,
  },
);

const meantLines = fc.array(
  fc.record({
    atMs: fc.nat(1),
    body: fc.constantFrom('retry', 'done'),
    instance: fc.constantFrom('one', 'two'),
  }),
  { minLength: 1, maxLength: 20 },
);

/** Into how many export requests things are put: at first, and when they come again. */
const grouping = fc.record({
  first: fc.integer({ min: 1, max: 4 }),
  again: fc.integer({ min: 1, max: 4 }),
});

function grouped<T>(all: readonly T[], groups: number): T[][] {
  return Array.from({ length: groups }, (_, group) =>
    all.filter((__, at) => at % groups === group),
  ).filter(({ length }) => length > 0);
}

const resourceOf = (service: string, instance = 'one') => ({
  attributes: [
    { key: 'service.name', value: { stringValue: service } },
    { key: 'service.instance.id', value: { stringValue: instance } },
  ],
});

describe.each(storeEngines)(
  'what comes again in other export requests on %s',
  (_name, databaseId) => {
    let stored: Awaited<ReturnType<typeof storeOver>>;
    let run = 0;

    beforeAll(async () => {
      stored = await storeOver(await openEngine(databaseId));
    });
    afterAll(() => stored.store.close());

    async function send(signal: 'traces' | 'logs', body: object) {
      const { batch } = await stored.receiver.receive(
        signal,
        'json',
        Buffer.from(JSON.stringify(body)),
      );
      await stored.queue.submit(batch);
    }

    it('counts each span of a trace once, by its id, its side and its service', async () => {
      await fc.assert(
        fc.asyncProperty(
          meantSpans,
          grouping,
          async (spans, { first, again }) => {
            run += 1;
            const traceOf = (trace: number) =>
              hex(run, 16) + hex(trace + 1, 16);
            const nameOf = (service: string) => `${service}-${run}`;
            for (const group of [
              ...grouped(spans, first),
              ...grouped(spans, again),
            ]) {
              await send('traces', {
                resourceSpans: group.map(
                  ({ trace, id, kind, service, failed }) => ({
                    resource: resourceOf(nameOf(service)),
                    scopeSpans: [
                      {
                        spans: [
                          {
                            traceId: traceOf(trace),
                            spanId: hex(id + 1, 16),
                            name: 'GET /',
                            kind,
                            startTimeUnixNano: nanos(T0 + 1_000),
                            endTimeUnixNano: nanos(T0 + 1_005),
                            status: { code: failed ? 2 : 0 },
                          },
                        ],
                      },
                    ],
                  }),
                ),
              });
            }
            const { reader } = stored.store;
            const source = new EmbeddedTraceSource(
              reader,
              new Provenances(reader),
            );
            const { rows } = await source.requests(
              {
                range: RANGE,
                services: ['a', 'b'].map(nameOf),
                order: 'newest',
                limit: 100,
              },
              asking(),
            );
            expect(rows).toHaveLength(spans.length);
            for (const { traceId, trace } of rows) {
              const own = spans.filter(span => traceOf(span.trace) === traceId);
              expect(trace).toMatchObject({
                spans: own.length,
                errors: own.filter(({ failed }) => failed).length,
                services: new Set(own.map(({ service }) => service)).size,
              });
            }
          },
        ),
        { numRuns: 25 },
      );
    });

    it('keeps and counts each line once, and what a process said twice, twice', async () => {
      await fc.assert(
        fc.asyncProperty(meantLines, grouping, async (lines, { again }) => {
          run += 1;
          const service = `lines-${run}`;
          const byInstance = ['one', 'two'].map(name =>
            lines.filter(({ instance }) => instance === name),
          );
          for (const group of [...byInstance, ...grouped(lines, again)]) {
            // Said twice at one time, they are in one export request.
            const whole = lines.filter(line =>
              group.some(
                other =>
                  other.atMs === line.atMs &&
                  other.body === line.body &&
                  other.instance === line.instance,
              ),
            );
            await send('logs', {
              resourceLogs: whole.map(({ atMs, body, instance }) => ({
                resource: resourceOf(service, instance),
                scopeLogs: [
                  {
                    logRecords: [
                      {
                        timeUnixNano: nanos(T0 + atMs),
                        body: { stringValue: body },
                      },
                    ],
                  },
                ],
              })),
              // Other bytes, so that it is not known as the same request.
              schemaUrl: `again-${Math.random()}`,
            });
          }
          const { reader } = stored.store;
          const source = new EmbeddedLogSource(reader, new Provenances(reader));
          const question = { range: RANGE, services: [service] };
          const { rows } = await source.lines(
            { ...question, limit: 100 },
            asking(),
          );
          const sorted = (all: readonly string[]) => [...all].sort();
          expect(sorted(rows.map(({ body }) => body))).toEqual(
            sorted(lines.map(({ body }) => body)),
          );
          const volume = await source.counts(
            { ...question, step: 60 },
            asking(),
          );
          expect(volume.rows.reduce((sum, row) => sum + row.lines, 0)).toBe(
            lines.length,
          );
        }),
        { numRuns: 25 },
      );
    });
  },
);
