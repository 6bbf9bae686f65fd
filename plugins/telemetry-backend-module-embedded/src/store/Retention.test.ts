import { mockServices } from '@backstage/backend-test-utils';
import { randomBytes } from 'node:crypto';
import { Batch } from '../ingest/batches';
import { openEngine, storeEngines } from '../__testUtils__/storeEngines';
import { storeOver } from '../__testUtils__/storeOver';
import { EmbeddedStore } from './EmbeddedStore';
import { Retention } from './Retention';
import { insertRows, rowsOf } from './sql';
import { TIERS } from './tiers';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;

function batchAt(timeMs: number, bytes = 100): Batch {
  const timeUs = timeMs * 1000;
  const traceId = randomBytes(16).toString('hex');
  const key = {
    service: 'pricing',
    environment: 'production',
    version: '2.0.0',
  };
  const blockId = randomBytes(20).toString('hex');
  return {
    hash: blockId,
    bytes,
    presence: [],
    spans: {
      blocks: [{ blockId, startUs: timeUs, data: randomBytes(bytes) }],
      parts: [{ traceId, blockId, service: 'pricing', marks: '' }],
      requests: [
        {
          ...key,
          traceId,
          spanId: traceId.slice(0, 16),
          operation: 'GET /',
          startUs: timeUs,
          durationUs: 1000,
          httpStatus: 200,
          error: false,
          parentSpanId: undefined,
          kind: 2,
          answers: [],
          weight: 1,
        },
      ],
      traces: [
        {
          traceId,
          startUs: timeUs,
          endUs: timeUs + 1000,
          spans: 1,
          errors: 0,
          rootService: 'pricing',
          rootOperation: 'GET /',
        },
      ],
      callers: [],
    },
    logs: [
      {
        ...key,
        timeUs,
        timeNano: 0,
        level: 'info',
        traceId,
        spanId: undefined,
        body: 'hello',
        cut: 0,
        attributes: '{}',
        identity: blockId,
      },
    ],
  };
}

async function count(store: EmbeddedStore, table: string): Promise<number> {
  const [row] = rowsOf(
    await store.writer.raw(`SELECT COUNT(*) AS n FROM ${table}`),
  );
  return Number(row.n);
}

describe.each(storeEngines)('Retention on %s', (_name, databaseId) => {
  const create = async () => {
    const knex = await openEngine(databaseId);
    return (await storeOver(knex)).store;
  };

  it('drops what is older than its age, with everything that points at it', async () => {
    const store = await create();
    const now = Date.now();
    await store.write([batchAt(now - 3 * HOUR_MS), batchAt(now - 60_000)]);
    const retention = new Retention(
      store,
      { maxAgeMs: 2 * HOUR_MS, maxBytes: 1e12 },
      mockServices.logger.mock(),
    );
    await retention.sweep();
    for (const table of ['block', 'part', 'request', 'trace', 'log']) {
      expect([table, await count(store, `embedded_${table}`)]).toEqual([
        table,
        1,
      ]);
    }
    expect((await retention.health()).status).toBe('ok');
  });

  it('drops the oldest at its size, says so in health, and goes on', async () => {
    const store = await create();
    const now = Date.now();
    for (let i = 0; i < 40; i += 1) {
      await store.write([batchAt(now - (40 - i) * 60_000, 100_000)]);
    }
    const retention = new Retention(
      store,
      { maxAgeMs: 24 * HOUR_MS, maxBytes: 2_500_000 },
      mockServices.logger.mock(),
    );
    await retention.sweep();
    const left = await count(store, 'embedded_block');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(30);
    const [oldest] = rowsOf(
      await store.writer.raw(
        'SELECT MIN(start_us) AS oldest FROM embedded_block',
      ),
    );
    expect(Number(oldest.oldest)).toBeGreaterThan((now - 40 * 60_000) * 1000);
    const { status, notes } = await retention.health();
    expect(status).toBe('degraded');
    expect(notes.join(' ')).toContain('Storage limit reached');
    await store.write([batchAt(now)]);
    expect(await count(store, 'embedded_block')).toBe(left + 1);
  });

  it('leaves no request behind whose trace is gone, however late it came after its block began', async () => {
    const store = await create();
    const now = Date.now();
    for (let i = 0; i < 60; i += 1) {
      const batch = batchAt(now - (60 - i) * 60_000, 60_000);
      // A block begins with its first span: what else is in it may be much younger.
      const lateUs = (now - ((i * 7) % 60) * 1_000) * 1000;
      batch.spans?.requests.forEach(request =>
        Object.assign(request, { startUs: lateUs }),
      );
      batch.spans?.traces.forEach(trace =>
        Object.assign(trace, { startUs: lateUs, endUs: lateUs + 1000 }),
      );
      await store.write([batch]);
    }
    const retention = new Retention(
      store,
      { maxAgeMs: 24 * HOUR_MS, maxBytes: 2_500_000 },
      mockServices.logger.mock(),
    );
    await retention.sweep();
    const left = await count(store, 'embedded_request');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(60);
    for (const table of ['embedded_request', 'embedded_trace']) {
      expect(
        await store
          .reader(table)
          .whereNotIn(
            'trace_id',
            store.reader('embedded_part').select('trace_id'),
          ),
      ).toEqual([]);
    }
  });

  it('keeps traces and logs where it is counts that are too many: those become coarser, and it is said', async () => {
    const store = await create();
    const nowS = Math.floor(Date.now() / 15_000) * 15;
    await store.write([batchAt(Date.now() - 60_000)]);
    const events = ['block', 'part', 'request', 'trace', 'log'];
    const before = await Promise.all(
      events.map(table => count(store, `embedded_${table}`)),
    );
    const counts = Array.from({ length: 12_000 }, (_, at) => [
      1_000 + (at % 40),
      TIERS[0].seconds,
      nowS - Math.floor(at / 40) * TIERS[0].seconds,
      1,
      0,
    ]);
    await insertRows(
      store.writer,
      'embedded_red',
      ['series_id', 'tier', 'bucket', 'requests', 'errors'],
      counts,
      '',
    );
    const retention = new Retention(
      store,
      { maxAgeMs: 24 * HOUR_MS, maxBytes: 3_000_000 },
      mockServices.logger.mock(),
    );
    await retention.sweep();
    expect(await count(store, 'embedded_red')).toBeLessThan(9_000);
    expect(await count(store, 'embedded_red')).toBeGreaterThan(1_000);
    expect(
      await Promise.all(events.map(table => count(store, `embedded_${table}`))),
    ).toEqual(before);
    expect((await retention.health()).notes.join(' ')).toContain(
      'are kept coarser',
    );
  });

  it('forgets names that nothing was heard of for as long as anything is kept', async () => {
    const store = await create();
    const heard = (service: string, timeMs: number) => ({
      hash: randomBytes(20).toString('hex'),
      bytes: 1,
      presence: [
        {
          service,
          environment: '',
          version: '1.0.0',
          instance: 'a',
          rung: '',
          firstUs: timeMs * 1000,
          lastUs: timeMs * 1000,
        },
      ],
    });
    await store.write([
      heard('gone', Date.now() - 3 * HOUR_MS),
      heard('alive', Date.now()),
    ]);
    await new Retention(
      store,
      { maxAgeMs: 2 * HOUR_MS, maxBytes: 1e12 },
      mockServices.logger.mock(),
    ).sweep();
    for (const table of ['embedded_presence', 'embedded_instance']) {
      expect(await store.reader(table).select('service')).toEqual([
        { service: 'alive' },
      ]);
    }
  });
});
