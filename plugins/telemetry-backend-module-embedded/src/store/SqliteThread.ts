import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Pace } from '@sextant/plugin-kit-node';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const WORKER = resolvePackagePath(
  '@sextant/plugin-telemetry-backend-module-embedded',
  'worker/sqlite.cjs',
);
const ANSWERS_ROWS = /^\s*(?:select|with|pragma|explain)\b|\breturning\b/i;

/** What a database says of a failure. */
const failureSchema = z.object({
  name: z.string().optional(),
  message: z.string().optional(),
  code: z.string().optional(),
});
/** What the thread answers. */
const answerSchema = z.object({
  id: z.number(),
  error: failureSchema.optional(),
  result: z
    .object({
      columns: z.array(z.string()),
      rows: z.custom<unknown[][]>(Array.isArray),
      changes: z.number(),
      lastInsertRowid: z.number(),
    })
    .partial()
    .optional(),
});

type Result = NonNullable<z.infer<typeof answerSchema>['result']>;
type SqliteRow = Record<string, unknown>;

interface Asked {
  resolve: (result: Result) => void;
  reject: (error: Error) => void;
}

/** Which file a thread opens, and how. */
export interface SqliteThreadOptions {
  filename: string;
  readonly: boolean;
  /** E.g. `synchronous = NORMAL`; they hold for one connection only. */
  pragmas: readonly string[];
}

/**
 * A connection to a SQLite file in a thread of its own. It has the methods of a better-sqlite3 database
 * that Knex calls and waits for, so that Knex does not know the difference.
 */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  /** Knex replaces a connection of which this is set. */
  __knex__disposed: Error | undefined;

  constructor(options: SqliteThreadOptions) {
    this.#worker = new Worker(WORKER, { workerData: options, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', message => this.#take(message));
    // An error of another thread is none of this one's kind.
    this.#worker.on('error', (thrown: unknown) => {
      const { message, code } = failureSchema.parse(Object(thrown));
      this.#end(Object.assign(new Error(message), { code }));
    });
    this.#worker.on('exit', code =>
      this.#end(new Error(`The thread of the store ended with code ${code}`)),
    );
  }

  prepare(sql: string) {
    return {
      reader: ANSWERS_ROWS.test(sql),
      all: async (bindings: readonly unknown[]): Promise<SqliteRow[]> => {
        const { columns = [], rows = [] } = await this.#ask({ sql, bindings });
        return new Pace().map(rows, row => rowOf(columns, row));
      },
      run: async (bindings: readonly unknown[]) => {
        const { changes, lastInsertRowid } = await this.#ask({ sql, bindings });
        return { changes, lastInsertRowid };
      },
    };
  }

  async close(): Promise<void> {
    if (!this.__knex__disposed) {
      await this.#ask({ close: true });
    }
  }

  #ask(question: {
    sql?: string;
    bindings?: readonly unknown[];
    close?: boolean;
  }): Promise<Result> {
    if (this.__knex__disposed) {
      return Promise.reject(this.__knex__disposed);
    }
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      // A process must not end before its answer, nor live for a thread that nobody asks.
      this.#worker.ref();
      this.#worker.postMessage({ id, ...question });
    });
  }

  #take(message: unknown) {
    const { id, error, result } = answerSchema.parse(message);
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (this.#asked.size === 0) {
      this.#worker.unref();
    }
    if (error) {
      asked?.reject(Object.assign(new Error(error.message), error));
    } else {
      asked?.resolve(result ?? {});
    }
  }

  #end(reason: Error) {
    this.__knex__disposed ??= reason;
    this.#asked.forEach(({ reject }) => reject(reason));
    this.#asked.clear();
  }
}

function rowOf(columns: readonly string[], values: unknown[]): SqliteRow {
  const row: SqliteRow = {};
  for (const [at, column] of columns.entries()) {
    const value = values[at];
    row[column] =
      value instanceof Uint8Array
        ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
        : value;
  }
  return row;
}
