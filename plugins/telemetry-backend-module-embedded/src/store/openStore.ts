import {
  DatabaseService,
  LoggerService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Knex } from 'knex';
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { isSqlite, rowsOf } from './sql';
import {
  sharedDatabase,
  StoreDatabases,
  threadedDatabases,
} from './StoreDatabases';

const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/**
 * The store's databases, migrated. On SQLite it is a file of its own beside the plugin's, used in threads:
 * the plugin's file holds tables of Backstage too, and a damaged store is set aside and another begun. What
 * it held is a bounded cache, and the rest of the portal must start without it.
 */
export async function openStore(
  database: DatabaseService,
  logger: LoggerService,
): Promise<StoreDatabases> {
  const knex = await database.getClient();
  const pluginFile = isSqlite(knex) ? fileOf(knex) : undefined;
  if (pluginFile === undefined) {
    await migrate(knex, database);
    return sharedDatabase(knex);
  }
  const file = storeFileOf(pluginFile);
  let databases = threadedDatabases(file);
  try {
    await checkFile(databases.writer);
    await migrate(databases.writer, database);
  } catch (error) {
    await databases.close();
    if (!isDamage(error)) {
      throw error;
    }
    const aside = `${file}.damaged-${Date.now()}`;
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(`${file}${suffix}`)) {
        renameSync(`${file}${suffix}`, `${aside}${suffix}`);
      }
    }
    logger.error(
      `The telemetry store ${file} is damaged; it was set aside as ${aside}, and another is begun`,
      toError(error),
    );
    databases = threadedDatabases(file);
    await checkFile(databases.writer);
    await migrate(databases.writer, database);
  }
  return databases;
}

/** Beside the plugin's file. */
export function storeFileOf(pluginFile: string): string {
  const { dir, name, ext } = path.parse(pluginFile);
  return path.join(dir, `${name}-store${ext}`);
}

async function checkFile(knex: Knex) {
  // Readers do not wait for the writer; the file remembers it.
  await knex.raw('PRAGMA journal_mode = WAL');
  const [row] = rowsOf(await knex.raw('PRAGMA quick_check(1)'));
  const found = row && Object.values(row)[0];
  if (found !== 'ok') {
    throw Object.assign(new Error(String(found)), { code: 'SQLITE_CORRUPT' });
  }
}

async function migrate(knex: Knex, database: DatabaseService) {
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@sextant/plugin-telemetry-backend-module-embedded',
        'migrations',
      ),
      // On PostgreSQL the module shares the telemetry plugin's database: its own ledger keeps them apart.
      tableName: 'embedded_migrations',
    });
  }
}

/** Undefined for a database in memory. */
function fileOf(knex: Knex): string | undefined {
  const connection: unknown = knex.client.config.connection;
  const filename =
    typeof connection === 'object' && connection !== null
      ? Reflect.get(connection, 'filename')
      : connection;
  return typeof filename === 'string' && !filename.includes(':memory:')
    ? filename
    : undefined;
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return (
    DAMAGED.test(String(code ?? '')) ||
    (error instanceof Error && /malformed|not a database/.test(error.message))
  );
}
