import { Knex } from 'knex';
import type { RequestRow } from '../ingest/batches';
import { insertRows, rowsOf } from './sql';

const MAX_OPERATIONS = 100;
const OTHER = '(other)';

/**
 * Ids of (service, environment, version, operation), remembered in memory. A version has at most 100
 * operations of its own; what comes after is counted together, so that names with ids in them cannot
 * make the store grow without bound.
 */
export class SeriesIds {
  readonly #ids = new Map<string, number>();
  readonly #operations = new Map<string, Set<string>>();

  /** Ids in the order of the requests; unknown ones are created. */
  async resolve(trx: Knex, requests: readonly RequestRow[]): Promise<number[]> {
    const keys = requests.map(request => this.#keyOf(request));
    const unknown = [
      ...new Set(keys.filter(key => !this.#ids.has(key))),
    ].sort();
    if (unknown.length > 0) {
      await this.#create(trx, unknown);
    }
    return keys.map(key => this.#ids.get(key) ?? NaN);
  }

  /** Forgets everything, after a transaction that created series was rolled back. */
  forget() {
    this.#ids.clear();
    this.#operations.clear();
  }

  #keyOf({ service, environment, version, operation }: RequestRow): string {
    const owner = `${service}\n${environment}\n${version}`;
    let known = this.#operations.get(owner);
    if (!known) {
      known = new Set();
      this.#operations.set(owner, known);
    }
    if (!known.has(operation) && known.size < MAX_OPERATIONS) {
      known.add(operation);
    }
    return `${owner}\n${known.has(operation) ? operation : OTHER}`;
  }

  async #create(trx: Knex, keys: readonly string[]) {
    await insertRows(
      trx,
      'embedded_series',
      ['service', 'environment', 'version', 'operation'],
      keys.map(key => key.split('\n')),
      'ON CONFLICT (service, environment, version, operation) DO NOTHING',
    );
    for (let at = 0; at < keys.length; at += 500) {
      const part = keys.slice(at, at + 500);
      const found = rowsOf(
        await trx.raw(
          `SELECT id, service, environment, version, operation FROM embedded_series WHERE ${part
            .map(
              () =>
                '(service = ? AND environment = ? AND version = ? AND operation = ?)',
            )
            .join(' OR ')}`,
          part.flatMap(key => key.split('\n')),
        ),
      );
      for (const row of found) {
        this.#ids.set(
          [row.service, row.environment, row.version, row.operation].join('\n'),
          Number(row.id),
        );
      }
    }
  }
}
