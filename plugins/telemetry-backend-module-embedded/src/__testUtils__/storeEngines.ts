import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const folders: string[] = [];

afterAll(() =>
  folders.forEach(folder => rmSync(folder, { recursive: true, force: true })),
);

/** The databases that a store may be in, by name. */
export const storeEngines: ReadonlyArray<[string, TestDatabaseId]> = databases
  .eachSupportedId()
  .map(([id]) => [id === 'SQLITE_3' ? 'a SQLite file' : id, id]);

/** An empty database. SQLite's is a file: in memory it would not be read and written in threads. */
export async function openEngine(id: TestDatabaseId): Promise<Knex> {
  if (id !== 'SQLITE_3') {
    return databases.init(id);
  }
  return openFile();
}

/** A new SQLite file, gone when the tests are over. */
export function openFile(): Knex {
  const folder = mkdtempSync(path.join(tmpdir(), 'sextant-store-'));
  folders.push(folder);
  return knexFactory({
    client: 'better-sqlite3',
    connection: { filename: path.join(folder, 'telemetry.sqlite') },
    useNullAsDefault: true,
  });
}
