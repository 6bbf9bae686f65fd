import { EdgeRow } from '@sextant/plugin-telemetry-node';
import fc from 'fast-check';
import { openEngine, storeEngines } from '../__testUtils__/storeEngines';
import { storeOver } from '../__testUtils__/storeOver';
import { EmbeddedTraceSource } from './EmbeddedTraceSource';
import { Provenances } from './Provenances';

// Properties take their time on a busy machine.
jest.setTimeout(180_000);

const T0 = Math.floor(Date.now() / 300_000) * 300_000 - 3_600_000;
const RANGE = { fromMs: T0, toMs: T0 + 600_000 };

/** A call as a test means it: both of its ends, or the callee's alone. */
interface MeantCall {
  fromVersion: string;
  toVersion: string;
  atMs: number;
  failed: boolean;
  hasCaller: boolean;
  kind: 'call' | 'event';
  /** How many calls it stands for: the others were not sampled. */
  weight: number;
  /** Which of two replicas each end is sent to, and whether the callee comes first. */
  callerAt: number;
  calleeAt: number;
  calleeFirst: boolean;
}

const calls = fc.array(
  fc.record<MeantCall>({
    fromVersion: fc.constantFrom('1.0.0', '2.0.0'),
    toVersion: fc.constantFrom('3.0.0', '4.0.0'),
    atMs: fc.integer({ min: 0, max: 599_000 }),
    failed: fc.boolean(),
    hasCaller: fc.constantFrom(true, true, true, false),
    kind: fc.constantFrom<'call' | 'event'>('call', 'call', 'event'),
    weight: fc.constantFrom(1, 1, 4),
    callerAt: fc.nat(1),
    calleeAt: fc.nat(1),
    calleeFirst: fc.boolean(),
  }),
  { minLength: 5, maxLength: 30, size: 'max' },
);

const hex = (value: number, digits: number) =>
  value.toString(16).padStart(digits, '0');
const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);

function spanRequest(
  service: string,
  version: string,
  span: Record<string, unknown>,
) {
  const text = (key: string, stringValue: string) => ({
    key,
    value: { stringValue },
  });
  return Buffer.from(
    JSON.stringify({
      resourceSpans: [
        {
          resource: {
            attributes: [
              text('service.name', service),
              text('service.version', version),
              text('deployment.environment.name', 'production'),
            ],
          },
          scopeSpans: [{ spans: [{ name: 'GET /', ...span }] }],
        },
      ],
    }),
  );
}

/** Several export requests in one. */
function together(bodies: readonly Buffer[]): Buffer {
  const parts = bodies.flatMap(
    body => JSON.parse(body.toString('utf8')).resourceSpans,
  );
  return Buffer.from(JSON.stringify({ resourceSpans: parts }));
}

describe.each(storeEngines)(
  'calls between versions on %s',
  (_name, databaseId) => {
    let nowMs = Date.now();
    let replicas: Array<Awaited<ReturnType<typeof storeOver>>>;
    let source: EmbeddedTraceSource;
    let run = 0;

    beforeAll(async () => {
      const knex = await openEngine(databaseId);
      const now = () => nowMs;
      replicas = [await storeOver(knex, now)];
      // Only PostgreSQL has several portals.
      replicas.push(
        databaseId === 'SQLITE_3' ? replicas[0] : await storeOver(knex, now),
      );
      const { reader } = replicas[0].store;
      source = new EmbeddedTraceSource(reader, new Provenances(reader), now);
    });
    afterAll(() => replicas[0].store.close());

    it('are those that the spans tell of, whichever end comes first and whichever replica gets it', async () => {
      await fc.assert(
        fc.asyncProperty(calls, async meant => {
          run += 1;
          const [caller, callee] = [`caller-${run}`, `callee-${run}`];
          const send = async (replica: number, body: Buffer) => {
            const { queue, receiver } = replicas[replica];
            await queue.submit(
              (
                await receiver.receive('traces', 'json', body)
              ).batch,
            );
          };
          const again: Array<() => Promise<void>> = [];
          for (const [at, call] of meant.entries()) {
            const traceId = hex(run, 16) + hex(at + 1, 16);
            const times = {
              traceState: call.weight === 1 ? '' : 'ot=th:c',
              startTimeUnixNano: nanos(T0 + call.atMs),
              endTimeUnixNano: nanos(T0 + call.atMs + 5),
            };
            const callerSpan = hex(at * 2 + 1, 16);
            const callerBody = spanRequest(caller, call.fromVersion, {
              ...times,
              traceId,
              spanId: callerSpan,
              kind: call.kind === 'call' ? 3 : 4,
            });
            const calleeBody = spanRequest(callee, call.toVersion, {
              ...times,
              traceId,
              spanId: hex(at * 2 + 2, 16),
              parentSpanId: callerSpan,
              kind: call.kind === 'call' ? 2 : 5,
              status: { code: call.failed ? 2 : 0 },
            });
            const ends = [
              ...(call.hasCaller
                ? [() => send(call.callerAt, callerBody)]
                : []),
              () => send(call.calleeAt, calleeBody),
            ];
            again.push(() =>
              send(
                call.callerAt,
                together(
                  call.hasCaller ? [callerBody, calleeBody] : [calleeBody],
                ),
              ),
            );
            for (const end of call.calleeFirst ? ends.reverse() : ends) {
              await end();
            }
          }
          // A collector that retries may put spans into other batches: no call is made again by that.
          for (const resend of again) {
            await resend();
          }
          // What waits is seen by the other replica after a while.
          nowMs += 60_000;
          for (const { store } of [...replicas, ...replicas]) {
            await store.shareOverdue();
          }
          const { rows } = await source.edges({
            range: RANGE,
            services: [callee],
          });
          const tally = (
            found: ReadonlyArray<
              Pick<EdgeRow, 'kind' | 'requests' | 'failed'> & {
                from?: string;
                to?: string;
              }
            >,
          ) => {
            const sums = new Map<string, [number, number]>();
            for (const { from, to, kind, requests, failed = 0 } of found) {
              const key = `${from} ${to} ${kind}`;
              const [sum, errors] = sums.get(key) ?? [0, 0];
              sums.set(key, [sum + requests, errors + failed]);
            }
            return [...sums].sort();
          };
          expect(
            tally(
              rows
                .filter(({ from }) => from !== undefined)
                .map(({ from, to, ...row }) => ({
                  ...row,
                  from: `${from?.service} ${from?.version}`,
                  to: to.version,
                })),
            ),
          ).toEqual(
            tally(
              meant
                .filter(({ hasCaller }) => hasCaller)
                .map(({ fromVersion, toVersion, kind, failed, weight }) => ({
                  from: `${caller} ${fromVersion}`,
                  to: toVersion,
                  kind,
                  requests: weight,
                  failed: Number(failed) * weight,
                })),
            ),
          );
          // Callers and the unknown rest add up to what was answered.
          const calledOnce = rows.filter(({ kind }) => kind === 'call');
          expect(
            calledOnce.reduce((sum, { requests }) => sum + requests, 0),
          ).toBe(
            meant
              .filter(({ kind }) => kind === 'call')
              .reduce((sum, { weight }) => sum + weight, 0),
          );
        }),
        { numRuns: 15 },
      );
    });

    it('are those that the spans tell of where client and server share an id, in any order of arrival', async () => {
      const depth = fc.integer({ min: 1, max: 4 });
      await fc.assert(
        fc.asyncProperty(
          depth.chain(hops =>
            fc.record({
              hops: fc.constant(hops),
              isRootShared: fc.boolean(),
              order: fc.shuffledSubarray(
                Array.from({ length: hops * 2 + 1 }, (_, at) => at),
                { minLength: hops * 2 + 1 },
              ),
            }),
          ),
          async ({ hops, isRootShared, order }) => {
            run += 1;
            const { queue, receiver } = replicas[0];
            const traceId = hex(run, 16) + hex(1, 16);
            const name = (at: number) => `shared-${run}-${at}`;
            const bodies = Array.from({ length: hops }, (_, at) => {
              const both = {
                traceId,
                spanId: hex(at + 10, 16),
                parentSpanId:
                  at > 0 || !isRootShared ? hex(at + 9, 16) : undefined,
                startTimeUnixNano: nanos(T0 + 1_000),
                endTimeUnixNano: nanos(T0 + 1_005),
              };
              return [
                spanRequest(name(at), '1.0.0', { ...both, kind: 3 }),
                spanRequest(name(at + 1), '2.0.0', { ...both, kind: 2 }),
              ];
            }).flat();
            // Its parent is the last server, not the client of the same id.
            bodies.push(
              spanRequest(name(hops + 1), '1.0.0', {
                traceId,
                spanId: hex(99, 16),
                parentSpanId: hex(hops + 9, 16),
                startTimeUnixNano: nanos(T0 + 1_000),
                endTimeUnixNano: nanos(T0 + 1_005),
                kind: 2,
              }),
            );
            for (const at of order) {
              const { batch } = await receiver.receive(
                'traces',
                'json',
                bodies[at],
              );
              await queue.submit(batch);
            }
            const services = bodies.map((_, at) => name(at));
            const { rows } = await source.edges({ range: RANGE, services });
            expect(
              rows
                .map(
                  ({ from, to, requests }) =>
                    `${from?.service} ${to.service} ${requests}`,
                )
                .sort(),
            ).toEqual([
              ...Array.from(
                { length: hops },
                (_, at) => `${name(at)} ${name(at + 1)} 1`,
              ),
              `undefined ${name(hops + 1)} 1`,
            ]);
          },
        ),
        { numRuns: 25 },
      );
    });

    it('join a message with its producer in another trace, whichever ids both traces use', async () => {
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 2, 0],
      ]) {
        for (const [producerAt, messageAt] of [
          [0, 0],
          [0, 1],
        ]) {
          run += 1;
          const nth = run;
          const name = (what: string) => `${what}-${nth}`;
          const made = hex(run, 16) + hex(1, 16);
          const times = {
            startTimeUnixNano: nanos(T0 + 1_000),
            endTimeUnixNano: nanos(T0 + 1_005),
          };
          const bodies = [
            // Ids count from the beginning in each trace, as some tracers have it.
            spanRequest(name('producer'), '1.0.0', {
              ...times,
              traceId: made,
              spanId: hex(3, 16),
              parentSpanId: hex(9, 16),
              kind: 4,
            }),
            spanRequest(name('client'), '1.0.0', {
              ...times,
              traceId: made,
              spanId: hex(4, 16),
              parentSpanId: hex(9, 16),
              kind: 3,
            }),
            spanRequest(name('consumer'), '1.0.0', {
              ...times,
              traceId: hex(run, 16) + hex(2, 16),
              spanId: messageAt === 0 ? hex(3, 16) : hex(4, 16),
              kind: 5,
              links: [{ traceId: made, spanId: hex(3, 16) }],
            }),
          ];
          for (const at of order) {
            const { queue, receiver } =
              replicas[at === 2 ? messageAt : producerAt];
            await queue.submit(
              (
                await receiver.receive('traces', 'json', bodies[at])
              ).batch,
            );
          }
          nowMs += 60_000;
          // Whoever has the first of the ends hands it on first.
          const swept = order[0] === 2 ? [...replicas].reverse() : replicas;
          for (const { store } of [...swept, ...swept]) {
            await store.shareOverdue();
          }
          const { rows } = await source.edges({
            range: RANGE,
            services: [name('consumer')],
          });
          expect(
            rows.map(({ from, kind, requests }) => [
              from?.service,
              kind,
              requests,
            ]),
          ).toEqual([[name('producer'), 'event', 1]]);
        }
      }
    });
  },
);
