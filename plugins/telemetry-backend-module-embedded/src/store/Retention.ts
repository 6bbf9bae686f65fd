import { LoggerService } from '@backstage/backend-plugin-api';
import type { SourceHealth } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { isSqlite, rowsOf } from './sql';
import { TIERS } from './tiers';

/** Tables that are cut by time, with the column that holds it. */
const EVENT_TABLES = [
  ['embedded_block', 'start_us'],
  ['embedded_request', 'start_us'],
  ['embedded_trace', 'start_us'],
  ['embedded_log', 'time_us'],
] as const;

const DELIVERY_KEPT_US = 15 * 60e6;
/** A freed store stops dropping here, so that not every sweep has to drop. */
const TARGET = 0.9;
const ROWS_PER_STATEMENT = 5_000;
const BLOCKS_PER_STATEMENT = 100;
/** Columns, index entries and parts of a stored request or line, roughly, in bytes. */
const ROW_OVERHEAD = 500;

/** Keeps the store within its age and size, a small step at a time so that readers get their turn. */
export class Retention {
  #bytes = 0;
  #droppedBeforeUs: number | undefined;

  constructor(
    private readonly knex: Knex,
    private readonly limits: { maxAgeMs: number; maxBytes: number },
    private readonly logger: LoggerService,
    private readonly now: () => number = Date.now,
  ) {}

  /** One sweep: by age first, then the oldest until the size fits. */
  async sweep(signal?: AbortSignal): Promise<void> {
    const nowUs = this.now() * 1000;
    const oldestUs = nowUs - this.limits.maxAgeMs * 1000;
    await this.#deleteEvents(oldestUs, signal);
    await this.#deleteCounts(oldestUs, nowUs, signal);
    await this.#deleteOlder(
      'embedded_delivery',
      'received_us',
      nowUs - DELIVERY_KEPT_US,
      signal,
    );
    await this.#fitSize(nowUs, signal);
  }

  /** What an operator should know of the store's bounds. */
  health(): SourceHealth {
    const used = `${megabytes(this.#bytes)} of ${megabytes(
      this.limits.maxBytes,
    )} used`;
    return this.#droppedBeforeUs === undefined
      ? { status: 'ok', notes: [used] }
      : {
          status: 'degraded',
          notes: [
            used,
            `The store is at its bound: traces and logs before ${new Date(
              this.#droppedBeforeUs / 1000,
            ).toISOString()} were dropped before their age. Raise telemetry.embedded.retention.size, or connect a real upstream.`,
          ],
        };
  }

  async #fitSize(nowUs: number, signal?: AbortSignal) {
    this.#bytes = await this.#measure();
    if (this.#bytes <= this.limits.maxBytes) {
      if (
        this.#droppedBeforeUs !== undefined &&
        this.#droppedBeforeUs < nowUs - this.limits.maxAgeMs * 1000
      ) {
        this.#droppedBeforeUs = undefined;
      }
      return;
    }
    while (this.#bytes > this.limits.maxBytes * TARGET && !signal?.aborted) {
      const oldestUs = await this.#oldest();
      if (oldestUs === undefined) {
        break;
      }
      // A twentieth of the covered time, at least a second, so that the loop always gets on.
      const cutUs = oldestUs + Math.max(1e6, (nowUs - oldestUs) / 20);
      await this.#deleteEvents(cutUs, signal);
      this.#droppedBeforeUs = cutUs;
      this.#bytes = await this.#measure();
    }
    this.logger.warn(
      `The embedded store was over ${megabytes(
        this.limits.maxBytes,
      )}; the oldest traces and logs were dropped`,
    );
  }

  async #deleteEvents(beforeUs: number, signal?: AbortSignal) {
    await this.#deleteBlocks(beforeUs, signal);
    for (const [table, column] of EVENT_TABLES.slice(1)) {
      await this.#deleteOlder(table, column, beforeUs, signal);
    }
    await this.#deleteOlder('embedded_instance', 'last_us', beforeUs, signal);
  }

  /** Blocks with what points at them, a few at a time. */
  async #deleteBlocks(beforeUs: number, signal?: AbortSignal) {
    for (;;) {
      const rows: Array<{ block_id: string }> = await this.knex(
        'embedded_block',
      )
        .where('start_us', '<', Math.trunc(beforeUs))
        .limit(BLOCKS_PER_STATEMENT)
        .select('block_id');
      const ids = rows.map(row => row.block_id);
      await this.knex('embedded_part').whereIn('block_id', ids).delete();
      await this.knex('embedded_block').whereIn('block_id', ids).delete();
      if (ids.length < BLOCKS_PER_STATEMENT || signal?.aborted) {
        return;
      }
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  async #deleteCounts(beforeUs: number, nowUs: number, signal?: AbortSignal) {
    for (const tier of TIERS) {
      const kept = Math.max(beforeUs, nowUs - tier.keptSeconds * 1e6);
      for (const table of ['embedded_red', 'embedded_log_volume']) {
        await this.#deleteOlder(
          table,
          'bucket',
          kept / 1e6,
          signal,
          `tier = ${tier.seconds} AND`,
        );
      }
    }
    await this.#deleteOlder(
      'embedded_runtime',
      'bucket',
      beforeUs / 1e6,
      signal,
    );
    await this.#deleteOlder('embedded_edge', 'bucket', beforeUs / 1e6, signal);
  }

  async #deleteOlder(
    table: string,
    column: string,
    before: number,
    signal?: AbortSignal,
    condition = '',
  ) {
    const rowId = isSqlite(this.knex) ? 'rowid' : 'ctid';
    const limit = Math.trunc(before);
    await this.#repeat(
      `DELETE FROM ${table} WHERE ${rowId} IN
         (SELECT ${rowId} FROM ${table} WHERE ${condition} ${column} < ${limit} LIMIT ${ROWS_PER_STATEMENT})`,
      signal,
    );
  }

  /** Runs a bounded DELETE until it finds no more; readers get their turn in between. */
  async #repeat(statement: string, signal?: AbortSignal) {
    for (;;) {
      const result: unknown = await this.knex.raw(statement);
      if (changedRows(result) < ROWS_PER_STATEMENT || signal?.aborted) {
        return;
      }
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  async #oldest(): Promise<number | undefined> {
    const times: number[] = [];
    for (const [table, column] of EVENT_TABLES) {
      const [row] = rowsOf(
        await this.knex.raw(`SELECT MIN(${column}) AS oldest FROM ${table}`),
      );
      if (row?.oldest !== null && row?.oldest !== undefined) {
        times.push(Number(row.oldest));
      }
    }
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Bytes in use. Deleted rows leave room inside the file, which is not counted. */
  async #measure(): Promise<number> {
    if (isSqlite(this.knex)) {
      const [row] = rowsOf(
        await this.knex.raw(
          `SELECT (p.page_count - f.freelist_count) * s.page_size AS bytes
             FROM pragma_page_count() p, pragma_freelist_count() f, pragma_page_size() s`,
        ),
      );
      return Number(row?.bytes ?? 0);
    }
    // PostgreSQL gives room back to the table, not to the disk: its files do not shrink, and dropping
    // until they do would drop everything. What is stored is counted instead.
    const [row] = rowsOf(
      await this.knex.raw(
        `SELECT (SELECT COALESCE(SUM(octet_length(data)), 0) FROM embedded_block)
              + (SELECT COALESCE(SUM(octet_length(body) + octet_length(attributes)), 0) FROM embedded_log)
              + (SELECT COUNT(*) FROM embedded_request) * ${ROW_OVERHEAD}
              + (SELECT COUNT(*) FROM embedded_log) * ${ROW_OVERHEAD} AS bytes`,
      ),
    );
    return Number(row?.bytes ?? 0);
  }
}

function changedRows(result: unknown): number {
  if (typeof result !== 'object' || result === null) {
    return 0;
  }
  return Number(
    Reflect.get(result, 'changes') ?? Reflect.get(result, 'rowCount') ?? 0,
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
