import knexFactory, { Knex } from 'knex';
import { SqliteThread, SqliteThreadOptions } from './SqliteThread';

/** What the store is written with and read with; one and the same on PostgreSQL. */
export interface StoreDatabases {
  writer: Knex;
  reader: Knex;
  /** Ends what was opened here. */
  close(): Promise<void>;
}

/** So that one long search does not keep all other readers waiting. */
const READERS = 2;

/** A database that brings its own concurrency, or one in memory that nobody else can open. */
export function sharedDatabase(knex: Knex): StoreDatabases {
  return { writer: knex, reader: knex, close: async () => undefined };
}

/**
 * A SQLite file in threads beside the portal's: one that writes, and others that read what is committed
 * without waiting for it.
 */
export function threadedDatabases(filename: string): StoreDatabases {
  const writer = overThreads(1, {
    filename,
    readonly: false,
    // A commit is one append: durable against a killed process, which is what an acknowledgement promises.
    pragmas: ['synchronous = NORMAL', 'cache_size = -16000'],
  });
  const reader = overThreads(READERS, {
    filename,
    readonly: true,
    pragmas: [],
  });
  return {
    writer,
    reader,
    close: async () => {
      await Promise.all([writer.destroy(), reader.destroy()]);
    },
  };
}

function overThreads(max: number, options: SqliteThreadOptions): Knex {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: options.filename },
    useNullAsDefault: true,
    pool: { min: 0, max, idleTimeoutMillis: 600_000 },
  });
  // Knex' own dialect over our connections: it waits for what a statement answers.
  knex.client.acquireRawConnection = async () => new SqliteThread(options);
  return knex;
}
