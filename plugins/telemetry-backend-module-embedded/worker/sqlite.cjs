// The thread that a SQLite file is read or written in: one statement after the other, so that the portal
// goes on meanwhile. Plain JavaScript, as a thread is started from a file and not from a bundle.
const { parentPort, workerData } = require('node:worker_threads');
const Database = require('better-sqlite3');

/** Statements of many rows are as different as their numbers of rows, and not worth keeping. */
const MAX_KEPT_LENGTH = 4_000;
const MAX_KEPT = 200;

const { filename, readonly, pragmas } = workerData;
const database = new Database(filename, { readonly });
pragmas.forEach(pragma => database.pragma(pragma));

/** @type {Map<string, import('better-sqlite3').Statement>} */
const kept = new Map();

/** @param {string} sql */
function prepare(sql) {
  const known = kept.get(sql);
  const statement = known ?? database.prepare(sql);
  if (sql.length <= MAX_KEPT_LENGTH) {
    kept.delete(sql);
    kept.set(sql, statement);
    if (kept.size > MAX_KEPT) {
      kept.delete(kept.keys().next().value ?? '');
    }
  }
  return statement;
}

/**
 * Rows travel as arrays: an object for each would be described anew for each.
 *
 * @param {string} sql
 * @param {unknown[]} bindings
 */
function run(sql, bindings) {
  const statement = prepare(sql);
  const values = bindings.map(value =>
    value instanceof Uint8Array
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      : value,
  );
  if (!statement.reader) {
    const { changes, lastInsertRowid } = statement.run(values);
    return { changes, lastInsertRowid };
  }
  return {
    columns: statement.columns().map(({ name }) => name),
    rows: statement.raw().all(values),
  };
}

parentPort?.on('message', ({ id, sql, bindings, close }) => {
  try {
    if (close) {
      database.close();
      parentPort?.postMessage({ id, result: {} });
      parentPort?.close();
    } else {
      parentPort?.postMessage({ id, result: run(sql, bindings) });
    }
  } catch (error) {
    const { name, message, code } = Object(error);
    parentPort?.postMessage({ id, error: { name, message, code } });
  }
});
