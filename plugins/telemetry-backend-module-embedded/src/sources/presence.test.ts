import { openEngine, storeEngines } from '../__testUtils__/storeEngines';
import { storeOver } from '../__testUtils__/storeOver';
import { EmbeddedMetricSource } from './EmbeddedMetricSource';
import { Provenances } from './Provenances';

jest.setTimeout(60_000);

const T0 = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);

describe.each(storeEngines)('who was heard of, on %s', (_name, engine) => {
  let stored: Awaited<ReturnType<typeof storeOver>>;
  beforeAll(async () => {
    stored = await storeOver(await openEngine(engine));
  });
  afterAll(() => stored.store.close());

  async function sendJob(version: string, instance: string, atMs: number) {
    const attributes = Object.entries({
      'service.name': 'nightly',
      'service.version': version,
      'service.instance.id': instance,
    }).map(([key, stringValue]) => ({ key, value: { stringValue } }));
    const { batch } = await stored.receiver.receive(
      'traces',
      'json',
      Buffer.from(
        JSON.stringify({
          resourceSpans: [
            {
              resource: { attributes },
              scopeSpans: [
                {
                  spans: [
                    {
                      traceId: `${atMs}`.padStart(32, '0'),
                      spanId: `${atMs}`.padStart(16, '0'),
                      name: 'run',
                      kind: 1,
                      startTimeUnixNano: nanos(atMs),
                      endTimeUnixNano: nanos(atMs + 5),
                    },
                  ],
                },
              ],
            },
          ],
        }),
      ),
    );
    await stored.queue.submit(batch);
  }

  it('is there with its versions and instances though it answers no requests', async () => {
    await sendJob('1.0.0', 'a', T0 + 1_000);
    await sendJob('1.0.0', 'b', T0 + 2_000);
    await sendJob('2.0.0', 'a', T0 + 90_000);
    const { reader } = stored.store;
    const source = new EmbeddedMetricSource(reader, new Provenances(reader));
    const counts = async (fromMs: number, toMs: number) =>
      (
        await source.counts({
          services: ['nightly'],
          range: { fromMs, toMs },
          step: 'whole',
          durations: false,
        })
      ).rows
        .map(({ version, requests, instances, firstSeenMs }) => ({
          version,
          requests,
          instances,
          firstSeenMs,
        }))
        .sort((a, b) => String(a.version).localeCompare(String(b.version)));
    expect(await counts(T0, T0 + 300_000)).toEqual([
      {
        version: '1.0.0',
        requests: 0,
        instances: 2,
        firstSeenMs: T0 + 1_000,
      },
      {
        version: '2.0.0',
        requests: 0,
        instances: 1,
        firstSeenMs: T0 + 90_000,
      },
    ]);
    expect(
      (await counts(T0 + 60_000, T0 + 300_000)).map(({ version }) => version),
    ).toEqual(['2.0.0']);
    expect(await counts(T0 - 300_000, T0 - 60_000)).toEqual([]);
  });
});
