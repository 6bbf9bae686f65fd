import { UsageRow } from '@sextant/plugin-telemetry-node';
import { openEngine, storeEngines } from '../__testUtils__/storeEngines';
import { storeOver } from '../__testUtils__/storeOver';
import { EmbeddedRuntimeSource } from './EmbeddedRuntimeSource';
import { Provenances } from './Provenances';

jest.setTimeout(60_000);

const T0 = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
const RANGE = { fromMs: T0, toMs: T0 + 300_000 };
const nanos = (ms: number) => `${ms}000000`;

interface Point {
  atS: number;
  value: number;
  /** When its process began to count, or the interval that it is the increase of. */
  startS?: number;
  flags?: number;
  attributes?: Record<string, string>;
}

const attributesOf = (named: Record<string, string> = {}) =>
  Object.entries(named).map(([key, stringValue]) => ({
    key,
    value: { stringValue },
  }));

describe.each(storeEngines)('what processes use, on %s', (_name, engine) => {
  let stored: Awaited<ReturnType<typeof storeOver>>;
  let source: EmbeddedRuntimeSource;
  let run = 0;
  const notes: Array<string | undefined> = [];

  beforeAll(async () => {
    stored = await storeOver(await openEngine(engine));
    const { reader } = stored.store;
    source = new EmbeddedRuntimeSource(reader, new Provenances(reader));
  });
  afterAll(() => stored.store.close());

  /** Sends each process' points of a metric in a request of its own, and names the service. */
  async function send(
    metric: string,
    processes: Array<{
      points: Point[];
      isDelta?: boolean;
      more?: Record<string, string>;
    }>,
  ): Promise<string> {
    run += 1;
    const service = `service-${run}`;
    for (const { points, isDelta, more = {} } of processes) {
      const body = {
        resourceMetrics: [
          {
            resource: {
              attributes: attributesOf({
                'service.name': service,
                'service.version': '1.0.0',
                ...more,
              }),
            },
            scopeMetrics: [
              {
                metrics: [
                  {
                    name: metric,
                    sum: {
                      aggregationTemporality: isDelta ? 1 : 2,
                      isMonotonic: true,
                      dataPoints: points.map(
                        ({ atS, value, startS, flags, attributes }) => ({
                          timeUnixNano: nanos(T0 + atS * 1000),
                          startTimeUnixNano:
                            startS === undefined
                              ? undefined
                              : nanos(T0 + startS * 1000),
                          asDouble: value,
                          flags,
                          attributes: attributesOf(attributes),
                        }),
                      ),
                    },
                  },
                ],
              },
            ],
          },
        ],
      };
      const { batch, note } = await stored.receiver.receive(
        'metrics',
        'json',
        Buffer.from(JSON.stringify(body)),
      );
      notes.push(note);
      await stored.queue.submit(batch);
    }
    return service;
  }

  async function usage(
    service: string,
    scope: { versions?: string[] } = {},
  ): Promise<readonly UsageRow[]> {
    const { rows } = await source.usage({
      services: [service],
      range: RANGE,
      step: 15,
      ...scope,
    });
    return [...rows].sort((a, b) => a.fromMs - b.fromMs);
  }

  const half = [15, 30, 45, 60];

  it('is the increase of a counter, whether its points are sums or increases themselves', async () => {
    const sums = await send('process.cpu.time', [
      { points: half.map(atS => ({ atS, value: 100 + atS / 2, startS: 0 })) },
    ]);
    const increases = await send('process.cpu.time', [
      {
        points: half.map(atS => ({ atS, value: 7.5, startS: atS - 15 })),
        isDelta: true,
      },
    ]);
    for (const service of [sums, increases]) {
      const rows = await usage(service);
      expect(rows.length).toBeGreaterThanOrEqual(3);
      for (const row of rows) {
        expect(row).toMatchObject({ metric: 'cpu', unit: 'ratio' });
        expect(row.value).toBeCloseTo(0.5, 9);
      }
    }
  });

  it('keeps two processes apart that do not name themselves', async () => {
    const apart = await send('process.cpu.time', [
      {
        points: half.map(atS => ({ atS, value: 1_000 + atS / 10, startS: 0 })),
      },
      { points: half.map(atS => ({ atS, value: atS / 10, startS: 1 })) },
    ]);
    const pods = await send('process.cpu.time', [
      {
        points: half.map(atS => ({ atS, value: 1_000 + atS / 10 })),
        more: { 'host.name': 'a' },
      },
      {
        points: half.map(atS => ({ atS, value: atS / 10 })),
        more: { 'host.name': 'b' },
      },
    ]);
    for (const service of [apart, pods]) {
      const rows = await usage(service);
      expect(rows.length).toBeGreaterThanOrEqual(3);
      for (const row of rows) {
        expect(row.value).toBeCloseTo(0.1, 9);
        expect(row.instances).toBe(2);
      }
    }
  });

  it('does not fall below zero when a process starts again', async () => {
    const service = await send('process.cpu.time', [
      {
        points: [
          { atS: 15, value: 100 },
          { atS: 30, value: 103 },
          { atS: 45, value: 1 },
          { atS: 60, value: 4 },
        ],
      },
    ]);
    expect((await usage(service)).map(({ value }) => value)).toEqual([
      0.2, 0.2,
    ]);
  });

  it('has the newest of many points, and only those of the chosen version', async () => {
    const service = await send(
      'process.memory.usage',
      Array.from({ length: 40 }, (_pod, at) => ({
        points: Array.from({ length: 20 }, (_point, n) => ({
          atS: n * 15,
          value: 1_000 + n,
        })),
        more: {
          'service.instance.id': `pod-${at}`,
          'service.version': at % 2 ? '1.0.0' : '2.0.0',
        },
      })),
    );
    const chosen = await usage(service, { versions: ['2.0.0'] });
    expect(chosen).toHaveLength(20);
    expect(chosen[19]).toMatchObject({
      version: '2.0.0',
      value: 1_019,
      instances: 20,
    });
  });

  it('divides an increase by the time that it took, wherever its points fall', async () => {
    const atAnyTime = [14.9, 15.1, 44, 46, 74.5].map(atS => ({
      atS,
      value: 100 + atS / 2,
      startS: 0,
    }));
    const rows = await usage(
      await send('process.cpu.time', [{ points: atAnyTime }]),
    );
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const { value } of rows) {
      expect(value).toBeCloseTo(0.5, 6);
    }
  });

  it('adds up the increases that fall between two of its points', async () => {
    const every5s = Array.from({ length: 12 }, (_, at) => ({
      startS: at * 5,
      atS: at * 5 + 4.9,
      value: at % 3 === 0 ? 4.9 : 0,
    }));
    const rows = await usage(
      await send('process.cpu.time', [{ points: every5s, isDelta: true }]),
    );
    expect(rows).toHaveLength(4);
    for (const { value } of rows) {
      expect(value).toBeCloseTo(1 / 3, 6);
    }
  });

  it('adds up what a process has several values of, also where they come in requests of their own', async () => {
    const pool = (name: string, value: number) => ({
      points: [
        { atS: 15, value, attributes: { 'jvm.memory.pool.name': name } },
      ],
      more: { 'service.instance.id': 'one' },
    });
    const [row, ...rest] = await usage(
      await send('jvm.memory.used', [
        pool('eden', 100),
        pool('old', 1_000),
        pool('old', 2_000),
      ]),
    );
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ value: 2_100, instances: 1 });
  });

  it('does not take for 0 what was not recorded, and refuses an increase since nobody knows when', async () => {
    const service = await send('process.memory.usage', [
      {
        points: [
          { atS: 15, value: 500 },
          { atS: 15, value: 0, flags: 1 },
        ],
      },
    ]);
    expect((await usage(service)).map(({ value }) => value)).toEqual([500]);
    await send('process.cpu.time', [
      { points: [{ atS: 15, value: 5 }], isDelta: true },
    ]);
    expect(notes.at(-1)).toContain('startTimeUnixNano');
  });

  it.each(['histogram', 'exponentialHistogram'])(
    'is the share of time of what comes as a %s',
    async kind => {
      run += 1;
      const service = `service-${run}`;
      const body = {
        resourceMetrics: [
          {
            resource: {
              attributes: attributesOf({ 'service.name': service }),
            },
            scopeMetrics: [
              {
                metrics: [
                  {
                    name: 'v8js.gc.duration',
                    [kind]: {
                      aggregationTemporality: 2,
                      dataPoints: half.map(atS => ({
                        timeUnixNano: nanos(T0 + atS * 1000),
                        startTimeUnixNano: nanos(T0),
                        count: atS,
                        sum: atS / 100,
                      })),
                    },
                  },
                ],
              },
            ],
          },
        ],
      };
      const { batch, items } = await stored.receiver.receive(
        'metrics',
        'json',
        Buffer.from(JSON.stringify(body)),
      );
      await stored.queue.submit(batch);
      expect(items).toBe(half.length);
      const rows = await usage(service);
      expect(rows.length).toBeGreaterThanOrEqual(3);
      for (const row of rows) {
        expect(row).toMatchObject({ metric: 'gc', unit: 'ratio' });
        expect(row.value).toBeCloseTo(0.01, 9);
      }
    },
  );

  it('refuses what databases cannot add up, and keeps what is beside it', async () => {
    const service = await send('process.memory.usage', [
      {
        points: [
          { atS: 15, value: 1e308 },
          { atS: 30, value: 7 },
        ],
      },
    ]);
    expect(notes.at(-1)).toContain('allowed a number up to');
    expect((await usage(service)).map(({ value }) => value)).toEqual([7]);
  });
});
