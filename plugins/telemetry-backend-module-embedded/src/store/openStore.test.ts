import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { openSync, readdirSync, writeSync } from 'node:fs';
import path from 'node:path';
import { openFile } from '../__testUtils__/storeEngines';
import { storeOver } from '../__testUtils__/storeOver';
import { EmbeddedUpstream } from '../EmbeddedUpstream';
import { isAboutTheData } from './isAboutTheData';
import { openStore, storeFileOf } from './openStore';
import { Retention } from './Retention';
import { rowsOf } from './sql';

const logger = mockServices.logger.mock();

const open = (knex: Knex) => openStore({ getClient: async () => knex }, logger);

const fileOf = (knex: Knex): string =>
  storeFileOf(knex.client.config.connection.filename);

const batch = (hash: string) => ({
  hash,
  bytes: 100,
  presence: [],
  logs: [
    {
      service: 'pricing',
      environment: '',
      version: '',
      timeUs: 1_800_000_000_000_000,
      timeNano: 0,
      level: 'info' as const,
      traceId: undefined,
      spanId: undefined,
      body: 'x'.repeat(20_000),
      cut: 0,
      attributes: '{}',
      identity: hash,
    },
  ],
});

describe('a store in a SQLite file', () => {
  it('is read while it is written, and reads what is committed', async () => {
    const knex = openFile();
    const { writer, reader, close } = await open(knex);
    await writer.transaction(async trx => {
      await trx.raw('CREATE TABLE t (a INTEGER, b BLOB, c TEXT)');
      const inserted = await trx.raw(
        'INSERT INTO t VALUES (?, ?, ?), (2, NULL, NULL) RETURNING a',
        [1, Buffer.from([0, 255]), 'ü'],
      );
      expect(inserted).toEqual([{ a: 1 }, { a: 2 }]);
      expect(
        rowsOf(
          await reader.raw("SELECT name FROM sqlite_master WHERE name = 't'"),
        ),
      ).toEqual([]);
    });
    expect(await reader('t').orderBy('a')).toEqual([
      { a: 1, b: Buffer.from([0, 255]), c: 'ü' },
      { a: 2, b: null, c: null },
    ]);
    expect(await writer('t').where({ a: 2 }).delete()).toBe(1);
    await expect(reader('t').insert({ a: 3 })).rejects.toMatchObject({
      code: 'SQLITE_READONLY',
    });
    await close();
    await knex.destroy();
  });

  it('says what the database says, so that data is told from trouble', async () => {
    const knex = openFile();
    const { writer, close } = await open(knex);
    const failure = async (sql: string) =>
      writer.raw(sql).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(
      isAboutTheData(
        await failure(
          "INSERT INTO embedded_state (name, value) VALUES ('a', NULL)",
        ),
      ),
    ).toBe(true);
    expect(isAboutTheData(await failure('SELECT * FROM nothing'))).toBe(false);
    await close();
    await knex.destroy();
  });

  it('goes on in another thread when one dies', async () => {
    const knex = openFile();
    const { reader, close } = await open(knex);
    const thread = await reader.client.acquireConnection();
    await thread.close();
    await expect(thread.prepare('SELECT 1').all([])).rejects.toThrow('ended');
    await reader.client.releaseConnection(thread);
    expect(rowsOf(await reader.raw('SELECT 2 AS two'))).toEqual([{ two: 2 }]);
    await close();
    await knex.destroy();
  });

  it('is set aside when it is damaged, and another is begun', async () => {
    const knex = openFile();
    const { writer, close } = await open(knex);
    await writer.raw(
      "INSERT INTO embedded_state (name, value) VALUES ('a', 'b')",
    );
    await writer.raw('PRAGMA wal_checkpoint(TRUNCATE)');
    await close();
    await knex.raw('CREATE TABLE of_others (a)');
    const file = fileOf(knex);
    const handle = openSync(file, 'r+');
    for (let page = 1; page < 30; page += 1) {
      writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
    }
    const again = await open(knex);
    expect(await again.reader('embedded_state')).toEqual([]);
    expect(
      readdirSync(path.dirname(file)).some(name => name.includes('damaged')),
    ).toBe(true);
    // What else is in the plugin's database is not the store's to lose.
    expect(await knex('of_others')).toEqual([]);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('was set aside'),
      expect.anything(),
    );
    await again.close();
    await knex.destroy();
  });

  it('says in health that its disk is full and since when, loses nothing it acknowledged, and recovers', async () => {
    const knex = openFile();
    const { store, queue } = await storeOver(knex);
    const upstream = new EmbeddedUpstream({
      store,
      queue,
      retention: new Retention(
        store,
        { maxAgeMs: 3_600_000, maxBytes: 1e9 },
        logger,
      ),
      endpoint: 'http://localhost/otlp',
    });
    await queue.submit(batch('first'));
    const [{ page_count: pages }] = rowsOf(
      await store.writer.raw('PRAGMA page_count'),
    );
    await store.writer.raw(`PRAGMA max_page_count = ${pages}`);
    await expect(queue.submit(batch('second'))).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('full'),
    });
    expect(await upstream.health()).toEqual({
      status: 'down',
      notes: expect.arrayContaining([
        expect.stringMatching(/cannot be stored since \d{4}-.*full/),
      ]),
    });
    await store.writer.raw('PRAGMA max_page_count = 1000000');
    await queue.submit(batch('second'));
    expect((await upstream.health()).status).toBe('ok');
    expect(await store.reader('embedded_log').count('* as n')).toEqual([
      { n: 2 },
    ]);
    await store.close();
    await knex.destroy();
  });
});
