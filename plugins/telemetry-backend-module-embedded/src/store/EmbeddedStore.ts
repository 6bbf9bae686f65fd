import { Knex } from 'knex';
import type { Batch, CallEnd, RequestRow } from '../ingest/batches';
import { CallJoiner } from '../ingest/CallJoiner';
import { SeriesIds } from './SeriesIds';
import { insertReturning, isSqlite } from './sql';
import type { StoreDatabases } from './StoreDatabases';
import { shareWaiting, writeCalls } from './writeCalls';
import { countLines, writeLogs } from './writeLogs';
import { writePoints } from './writePoints';
import { writePresence } from './writePresence';
import { countRequests, writeSpans } from './writeSpans';

/** How long ends of calls wait in memory before other replicas get to see them. */
const SHARE_AFTER_MS = 2_000;
const CHANGE_EVERY_MS = 500;

/** The store's tables and the one way data gets into them. */
export class EmbeddedStore {
  readonly writer: Knex;
  readonly reader: Knex;
  readonly series: SeriesIds;
  readonly #joiner = new CallJoiner();
  #generation = 0;
  #changedAtMs = -Infinity;
  #hasChanged = false;
  readonly #now: () => number;

  readonly #databases: StoreDatabases;

  constructor(databases: StoreDatabases, now: () => number = Date.now) {
    this.#databases = databases;
    this.writer = databases.writer;
    this.reader = databases.reader;
    this.#now = now;
    this.series = new SeriesIds(now);
  }

  /**
   * Changes when something was written: at once where little is, and at most twice a second where much
   * is, so that readers still share answers then.
   */
  get generation(): number {
    if (
      this.#hasChanged &&
      this.#now() - this.#changedAtMs >= CHANGE_EVERY_MS
    ) {
      this.#generation += 1;
      this.#changedAtMs = this.#now();
      this.#hasChanged = false;
    }
    return this.#generation;
  }

  /** Nothing can be written or read after it. */
  close(): Promise<void> {
    return this.#databases.close();
  }

  /** Writes batches in one transaction. Redelivered ones are left out. */
  async write(batches: readonly Batch[]): Promise<void> {
    const { fresh, added } = await this.#store(batches);
    this.#hasChanged = true;
    // A request that comes again in another batch has its call counted already.
    const ends = [
      ...fresh.flatMap(({ spans }) => spans?.callers ?? []),
      ...added.flatMap(({ answers }) => answers),
    ];
    const nowMs = this.#now();
    // Joined once they are durable: a batch that is refused comes again, with all of its ends.
    const calls = this.#joiner.join(ends, nowMs);
    const overdue = this.#overdue(nowMs);
    if (overdue.length === 0) {
      // One statement for all but the largest batches.
      await writeCalls(this.writer, calls, this.series);
    } else {
      await this.writer.transaction(async trx => {
        const shared = await shareWaiting(trx, overdue, nowMs);
        await writeCalls(trx, [...calls, ...shared], this.series);
      });
    }
  }

  /** Hands on what has waited long, also while nothing comes. */
  async shareOverdue(): Promise<void> {
    const nowMs = this.#now();
    const overdue = this.#overdue(nowMs);
    if (overdue.length > 0) {
      await this.writer.transaction(async trx => {
        const shared = await shareWaiting(trx, overdue, nowMs);
        await writeCalls(trx, shared, this.series);
      });
    }
  }

  /** A SQLite file has one portal: nobody else could have the other end. */
  #overdue(nowMs: number): CallEnd[] {
    return isSqlite(this.writer)
      ? []
      : this.#joiner.takeOverdue(nowMs - SHARE_AFTER_MS);
  }

  async #store(
    batches: readonly Batch[],
  ): Promise<{ fresh: Batch[]; added: RequestRow[] }> {
    try {
      return await this.writer.transaction(async trx => {
        const fresh = await this.#freshOf(trx, batches);
        // Always in this order, so that two replicas never wait for one another.
        const [added, lines] = await Promise.all([
          writeSpans(
            trx,
            fresh.flatMap(({ spans }) => spans ?? []),
          ),
          writeLogs(
            trx,
            fresh.flatMap(({ logs }) => logs ?? []),
          ),
          writePresence(
            trx,
            fresh.flatMap(({ presence }) => presence),
          ),
        ]);
        await countRequests(trx, added, this.series);
        await countLines(trx, lines);
        await writePoints(
          trx,
          fresh.flatMap(({ points }) => points ?? []),
        );
        return { fresh, added };
      });
    } catch (error) {
      // Series that were created are gone with the transaction.
      this.series.forget();
      throw error;
    }
  }

  /** Those that no replica has stored: decided by the database, at the moment of writing. */
  async #freshOf(trx: Knex, batches: readonly Batch[]): Promise<Batch[]> {
    const unique = new Map(batches.map(batch => [batch.hash, batch]));
    const inserted = await insertReturning(
      trx,
      'embedded_delivery',
      ['hash', 'received_us'],
      [...unique.keys()].sort().map(hash => [hash, this.#now() * 1000]),
      'ON CONFLICT (hash) DO NOTHING RETURNING hash',
    );
    return inserted.flatMap(row => unique.get(String(row.hash)) ?? []);
  }
}
