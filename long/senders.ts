import { newSpan, newTrace, sendTo, tracesOf } from './otlp';
import { Engine, ENGINES, report, startDatabase, startReplica } from './portal';

const HEALTHY = 20;
const RUN_MS = 30_000;
const SPANS = 20;

/** Everything that was seen to be refused for ever, or to take others with it. */
const POISON: ReadonlyArray<() => object> = [
  ...[
    'GET /a\nb',
    `${'a'.repeat(199)}😀…`,
    'half \ud83d',
    'nul \u0000 inside',
    '中'.repeat(400),
  ].flatMap(name => [
    () =>
      tracesOf('poison', [
        { traceId: newTrace(), spanId: newSpan(), name, kind: 2 },
      ]),
    () =>
      tracesOf(name, [
        { traceId: newTrace(), spanId: newSpan(), name: 'GET /', kind: 2 },
      ]),
    () =>
      tracesOf(
        'poison',
        [{ traceId: newTrace(), spanId: newSpan(), name: 'GET /', kind: 2 }],
        name,
      ),
  ]),
  ...[
    { __isLong__: true },
    { toString: 1, valueOf: 1 },
    { low: 1, high: 2 },
    '18446744073709551615',
    1e308,
    -1,
  ].map(poison => () => ({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: newTrace(),
                spanId: newSpan(),
                kind: poison,
                startTimeUnixNano: poison,
                endTimeUnixNano: poison,
                attributes: [{ key: 'a', value: { intValue: poison } }],
              },
            ],
          },
        ],
      },
    ],
  })),
];

async function run(engine: Engine) {
  const database = await startDatabase(engine);
  const { url, stop } = await startReplica(database);
  try {
    const until = Date.now() + RUN_MS;
    const statuses = new Map<number, number>();
    let refused = 0;
    let sent = 0;
    const healthy = Array.from({ length: HEALTHY }, async (_, at) => {
      while (Date.now() < until) {
        const traceId = newTrace();
        const status = await sendTo(
          url,
          'traces',
          tracesOf(
            `healthy-${at}`,
            Array.from({ length: SPANS }, () => ({
              traceId,
              spanId: newSpan(),
              name: 'GET /',
              kind: 2,
            })),
          ),
        );
        sent += 1;
        refused += status === 200 ? 0 : 1;
      }
    });
    const poisonous = Array.from({ length: 2 }, async () => {
      for (let at = 0; Date.now() < until; at += 1) {
        const status = await sendTo(
          url,
          'traces',
          POISON[at % POISON.length](),
        );
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    await Promise.all([...healthy, ...poisonous]);
    const forEver = [...statuses].filter(
      ([status]) => status !== 200 && status !== 400,
    );
    report(
      `${engine}: ${HEALTHY} healthy senders beside 2 that poison`,
      `${refused} of ${sent} healthy batches refused; poison was answered ${[
        ...statuses,
      ]
        .map(([status, times]) => `${times} × ${status}`)
        .join(', ')}`,
      refused === 0 && sent > 100 && forEver.length === 0,
    );
  } finally {
    await stop();
    await database.stop();
  }
}

async function main() {
  for (const engine of ENGINES) {
    await run(engine);
  }
}

main();
