import { mockServices } from '@backstage/backend-test-utils';
import { randomBytes } from 'node:crypto';
import { Batch } from '../ingest/batches';
import { openEngine, storeEngines } from '../__testUtils__/storeEngines';
import { storeOver } from '../__testUtils__/storeOver';
import { EmbeddedStore } from './EmbeddedStore';
import { Retention } from './Retention';
import { rowsOf } from './sql';

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
      parts: [{ traceId, blockId, service: 'pricing' }],
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
      ends: [],
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

  it('has migrations that go back as they came', async () => {
    const store = await create();
    const config = {
      directory: `${__dirname}/../../migrations`,
      tableName: 'embedded_migrations',
    };
    await store.writer.migrate.rollback(config, true);
    expect(await store.writer.schema.hasTable('embedded_block')).toBe(false);
    await store.writer.migrate.latest(config);
    expect(await store.writer.schema.hasTable('embedded_block')).toBe(true);
  });
});
