import { Knex } from 'knex';
import type { VersionKey } from '../ingest/batches';
import { insertRows, rowsOf } from './sql';

/** A series: the requests of one operation of a version. */
export interface SeriesKey extends VersionKey {
  operation: string;
}

const MAX_OPERATIONS = 100;
/** Versions in environments that are counted; names beyond them are not. */
const MAX_OWNERS = 100_000;
const FORGET_AFTER_MS = 600_000;
const KEYS_PER_STATEMENT = 500;
/** Stands for the operations of a version beyond those that have a series of their own. */
export const OTHER_OPERATIONS = '(other)';

interface Owner {
  operations: Map<string, number>;
  /** True once what the database has of it was read. */
  isRead: boolean;
}

/**
 * Ids of (service, environment, version, operation), remembered for some minutes. A version has at most
 * 100 operations of its own; what comes after is counted together, so that names with ids in them cannot
 * make the store grow without bound.
 */
export class SeriesIds {
  readonly #owners = new Map<string, Owner>();
  readonly #now: () => number;
  #forgetAtMs: number;
  #refused = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#forgetAtMs = now() + FORGET_AFTER_MS;
  }

  /** Requests that were not counted, because too many names have been sent. */
  get refused(): number {
    return this.#refused;
  }

  /** Ids in the order of the keys; unknown ones are created. Undefined beyond the bound on names. */
  async resolve(
    trx: Knex,
    keys: readonly SeriesKey[],
  ): Promise<Array<number | undefined>> {
    if (this.#now() >= this.#forgetAtMs) {
      // Retention of any replica may have deleted series that were not used for long.
      this.forget();
    }
    const unread = new Map<string, VersionKey>();
    for (const key of keys) {
      const owner = ownerOf(key);
      if (!this.#owners.get(owner)?.isRead) {
        unread.set(owner, key);
      }
    }
    await this.#read(trx, [...unread.values()]);
    const wanted = keys.map(key => this.#placeOf(key));
    const unknown = new Map<string, SeriesKey>();
    for (const place of wanted) {
      if (place && place.id === undefined) {
        unknown.set(JSON.stringify(columnsOf(place.key)), place.key);
      }
    }
    if (unknown.size > 0) {
      await this.#create(trx, [...unknown.values()]);
    }
    return wanted.map(
      place =>
        place &&
        this.#owners
          .get(ownerOf(place.key))
          ?.operations.get(place.key.operation),
    );
  }

  /** Forgets everything, e.g. after a transaction that created series was rolled back. */
  forget() {
    this.#owners.clear();
    this.#forgetAtMs = this.#now() + FORGET_AFTER_MS;
  }

  /** The series that a key is counted in. */
  #placeOf(key: SeriesKey): { key: SeriesKey; id?: number } | undefined {
    const owner = this.#owners.get(ownerOf(key));
    if (!owner) {
      this.#refused += 1;
      return undefined;
    }
    const { operations } = owner;
    const isFull =
      !operations.has(key.operation) && operations.size >= MAX_OPERATIONS;
    const own = isFull ? { ...key, operation: OTHER_OPERATIONS } : key;
    const id = operations.get(own.operation);
    if (id === undefined) {
      // Holds its place until it is created, so that no more are than may be.
      operations.set(own.operation, NaN);
    }
    return Number.isNaN(id) ? { key: own } : { key: own, id };
  }

  async #read(trx: Knex, keys: readonly VersionKey[]) {
    const room = MAX_OWNERS - this.#owners.size;
    const admitted = keys.slice(0, Math.max(0, room));
    for (let at = 0; at < admitted.length; at += KEYS_PER_STATEMENT) {
      const part = admitted.slice(at, at + KEYS_PER_STATEMENT);
      for (const key of part) {
        this.#owners.set(ownerOf(key), { operations: new Map(), isRead: true });
      }
      this.#take(
        await trx.raw(
          `SELECT id, service, environment, version, operation FROM embedded_series WHERE ${part
            .map(() => '(service = ? AND environment = ? AND version = ?)')
            .join(' OR ')}`,
          part.flatMap(({ service, environment, version }) => [
            service,
            environment,
            version,
          ]),
        ),
      );
    }
  }

  async #create(trx: Knex, keys: readonly SeriesKey[]) {
    // In one order, so that two replicas never wait for one another.
    const columns = keys
      .map(columnsOf)
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    await insertRows(
      trx,
      'embedded_series',
      ['service', 'environment', 'version', 'operation'],
      columns,
      'ON CONFLICT (service, environment, version, operation) DO NOTHING',
    );
    for (let at = 0; at < columns.length; at += KEYS_PER_STATEMENT) {
      const part = columns.slice(at, at + KEYS_PER_STATEMENT);
      this.#take(
        await trx.raw(
          `SELECT id, service, environment, version, operation FROM embedded_series WHERE ${part
            .map(
              () =>
                '(service = ? AND environment = ? AND version = ? AND operation = ?)',
            )
            .join(' OR ')}`,
          part.flat(),
        ),
      );
    }
  }

  #take(result: unknown) {
    for (const row of rowsOf(result)) {
      this.#owners
        .get(
          ownerOf({
            service: String(row.service),
            environment: String(row.environment),
            version: String(row.version),
          }),
        )
        ?.operations.set(String(row.operation), Number(row.id));
    }
  }
}

/** Names may hold anything, separators too: their lengths tell where each ends. */
function ownerOf({ service, environment, version }: VersionKey): string {
  return `${service.length} ${environment.length} ${service}${environment}${version}`;
}

function columnsOf(key: SeriesKey): string[] {
  return [key.service, key.environment, key.version, key.operation];
}
