import { LoggerService } from '@backstage/backend-plugin-api';
import { SourceHealth } from '@sextant/plugin-telemetry-node';
import { nextTurn } from '@sextant/plugin-kit-node';
import { Knex } from 'knex';
import { COUNT_TABLES, measureStore } from './measureStore';
import {
  readRetentionState,
  RetentionState,
  writeRetentionState,
} from './RetentionState';
import { isSqlite, rowsOf } from './sql';
import type { StoreDatabases } from './StoreDatabases';
import { TIERS } from './tiers';

/** Tables that are cut by time, with the column that holds it. */
const EVENT_TABLES = [
  ['embedded_block', 'start_us'],
  ['embedded_request', 'start_us'],
  ['embedded_trace', 'start_us'],
  ['embedded_log', 'time_us'],
] as const;

const DELIVERY_KEPT_US = 15 * 60e6;
const WAITING_KEPT_US = 10 * 60e6;
/** A freed store stops dropping here, so that not every sweep has to drop. */
const TARGET = 0.9;
/** What counts may take of the store; the rest is for traces and logs. */
const COUNTS_PART = 0.4;
/** A part of the covered time that is dropped at a time. */
const CUT = 0.05;
const ROWS_PER_STATEMENT = 2_000;
const BLOCKS_PER_STATEMENT = 100;

/** Keeps the store within its age and size, a small step at a time so that readers get their turn. */
export class Retention {
  readonly #writer: Knex;
  readonly #reader: Knex;
  readonly #limits: { maxAgeMs: number; maxBytes: number };
  readonly #logger: LoggerService;
  readonly #now: () => number;

  constructor(
    databases: Pick<StoreDatabases, 'writer' | 'reader'>,
    limits: { maxAgeMs: number; maxBytes: number },
    logger: LoggerService,
    now: () => number = Date.now,
  ) {
    this.#writer = databases.writer;
    this.#reader = databases.reader;
    this.#limits = limits;
    this.#logger = logger;
    this.#now = now;
  }

  /** One sweep: by age first, then of each kind of data the oldest until its size fits. */
  async sweep(signal?: AbortSignal): Promise<void> {
    const nowUs = this.#now() * 1000;
    const oldestUs = nowUs - this.#limits.maxAgeMs * 1000;
    await this.#deleteEvents(oldestUs, signal);
    await this.#deleteOldCounts(oldestUs, nowUs, signal);
    await this.#deleteOlder(
      'embedded_delivery',
      'received_us',
      nowUs - DELIVERY_KEPT_US,
      signal,
    );
    await this.#deleteOlder(
      'embedded_waiting',
      'waits_since_us',
      nowUs - WAITING_KEPT_US,
      signal,
    );
    await this.#deleteNames(oldestUs, signal);
    const before = await readRetentionState(this.#reader);
    const countsBeforeUs = await this.#fitCounts(nowUs, signal);
    const eventsBeforeUs = await this.#fitEvents(nowUs, signal);
    const size = await measureStore(this.#reader);
    const recent = (timeUs: number | undefined) =>
      timeUs !== undefined && timeUs > oldestUs ? timeUs : undefined;
    await writeRetentionState(this.#writer, {
      bytes: size.events + size.counts,
      sweptAtMs: this.#now(),
      eventsBeforeUs: eventsBeforeUs ?? recent(before?.eventsBeforeUs),
      countsBeforeUs: countsBeforeUs ?? recent(before?.countsBeforeUs),
    });
  }

  /** What an operator should know of the store's bounds, whichever replica swept. */
  async health(): Promise<SourceHealth> {
    const state = await readRetentionState(this.#reader);
    if (!state) {
      return { status: 'ok', notes: ['not measured yet'] };
    }
    const notes = [
      `${megabytes(state.bytes)} of ${megabytes(this.#limits.maxBytes)} used`,
      ...droppedNotes(state),
    ];
    return { status: notes.length > 1 ? 'degraded' : 'ok', notes };
  }

  /** The oldest traces and logs go first. Counts never make them go. */
  async #fitEvents(
    nowUs: number,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    const max = this.#limits.maxBytes * (1 - COUNTS_PART);
    const room = async () => {
      const { events, counts } = await measureStore(this.#reader);
      // What counts do not take is theirs too.
      return {
        events,
        max: Math.max(max, this.#limits.maxBytes - counts),
      };
    };
    const first = await room();
    if (first.events <= first.max) {
      return undefined;
    }
    let cutUs: number | undefined;
    for (
      let size = first;
      size.events > size.max * TARGET && !signal?.aborted;
      size = await room()
    ) {
      const oldestUs = await this.#oldestEvent();
      if (oldestUs === undefined) {
        break;
      }
      // At least a second, so that the loop always gets on.
      cutUs = oldestUs + Math.max(1e6, (nowUs - oldestUs) * CUT);
      await this.#deleteEvents(cutUs, signal);
    }
    this.#logger.warn(
      `The embedded store was over ${megabytes(
        this.#limits.maxBytes,
      )}; the oldest traces and logs were dropped`,
    );
    return cutUs;
  }

  /** The finest counts go first, then the oldest: a coarse chart is better than none. */
  async #fitCounts(
    nowUs: number,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    const max = this.#limits.maxBytes * COUNTS_PART;
    if ((await measureStore(this.#reader)).counts <= max) {
      return undefined;
    }
    let cutUs: number | undefined;
    for (const { seconds } of TIERS) {
      for (;;) {
        const { counts } = await measureStore(this.#reader);
        if (counts <= max * TARGET || signal?.aborted) {
          return cutUs;
        }
        const oldest = await this.#oldestBucket(seconds);
        const newest = nowUs / 1e6 - seconds;
        if (oldest === undefined || oldest >= newest) {
          break;
        }
        const before = oldest + Math.max(seconds, (newest - oldest) / 4);
        await this.#deleteCounts(seconds, before, signal);
        cutUs = before * 1e6;
      }
    }
    return cutUs;
  }

  async #deleteEvents(beforeUs: number, signal?: AbortSignal) {
    await this.#deleteBlocks(beforeUs, signal);
    for (const [table, column] of EVENT_TABLES.slice(1)) {
      await this.#deleteOlder(table, column, beforeUs, signal);
    }
  }

  /** Blocks with what points at them, and requests that are left without a span, a few at a time. */
  async #deleteBlocks(beforeUs: number, signal?: AbortSignal) {
    for (;;) {
      const rows: Array<{ block_id: string }> = await this.#writer(
        'embedded_block',
      )
        .where('start_us', '<', Math.trunc(beforeUs))
        .limit(BLOCKS_PER_STATEMENT)
        .select('block_id');
      const ids = rows.map(row => row.block_id);
      const parts: Array<{ trace_id: string }> = await this.#writer(
        'embedded_part',
      )
        .whereIn('block_id', ids)
        .distinct('trace_id');
      await this.#writer('embedded_part').whereIn('block_id', ids).delete();
      await this.#writer('embedded_block').whereIn('block_id', ids).delete();
      await this.#deleteBare(parts.map(row => row.trace_id));
      if (ids.length < BLOCKS_PER_STATEMENT || signal?.aborted) {
        return;
      }
      await nextTurn();
    }
  }

  /** A list must not lead to a trace that is gone. */
  async #deleteBare(traceIds: readonly string[]) {
    for (let at = 0; at < traceIds.length; at += 500) {
      const part = traceIds.slice(at, at + 500);
      const kept: Array<{ trace_id: string }> = await this.#writer(
        'embedded_part',
      )
        .whereIn('trace_id', part)
        .distinct('trace_id');
      const whole = new Set(kept.map(row => row.trace_id));
      const bare = part.filter(id => !whole.has(id));
      await this.#writer('embedded_request').whereIn('trace_id', bare).delete();
      await this.#writer('embedded_trace').whereIn('trace_id', bare).delete();
    }
  }

  async #deleteOldCounts(
    beforeUs: number,
    nowUs: number,
    signal?: AbortSignal,
  ) {
    for (const tier of TIERS) {
      const kept = Math.max(beforeUs, nowUs - tier.keptSeconds * 1e6);
      await this.#deleteCounts(tier.seconds, kept / 1e6, signal);
    }
    for (const table of ['embedded_runtime', 'embedded_edge']) {
      await this.#deleteOlder(table, 'bucket', beforeUs / 1e6, signal);
    }
  }

  /** Counts of a tier; what has but one tier goes with the coarsest. */
  async #deleteCounts(tier: number, before: number, signal?: AbortSignal) {
    for (const table of COUNT_TABLES) {
      const hasTiers =
        table === 'embedded_red' || table === 'embedded_log_volume';
      if (hasTiers || tier === TIERS[TIERS.length - 1].seconds) {
        await this.#deleteOlder(
          table,
          'bucket',
          before,
          signal,
          hasTiers ? `tier = ${tier} AND` : '',
        );
      }
    }
  }

  /** Names that nothing was heard of for as long as anything is kept. */
  async #deleteNames(oldestUs: number, signal?: AbortSignal) {
    for (const table of ['embedded_presence', 'embedded_instance']) {
      await this.#deleteOlder(table, 'last_us', oldestUs, signal);
    }
    await this.#repeat(
      `DELETE FROM embedded_series WHERE id IN (
         SELECT id FROM embedded_series AS s
          WHERE NOT EXISTS (SELECT 1 FROM embedded_red r WHERE r.series_id = s.id)
            AND NOT EXISTS (SELECT 1 FROM embedded_edge e WHERE e.series_id = s.id)
            AND NOT EXISTS (SELECT 1 FROM embedded_presence p WHERE p.service = s.service
              AND p.environment = s.environment AND p.version = s.version)
          LIMIT ${ROWS_PER_STATEMENT})`,
      signal,
    );
  }

  async #deleteOlder(
    table: string,
    column: string,
    before: number,
    signal?: AbortSignal,
    condition = '',
  ) {
    const rowId = isSqlite(this.#writer) ? 'rowid' : 'ctid';
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
      const result: unknown = await this.#writer.raw(statement);
      if (changedRows(result) < ROWS_PER_STATEMENT || signal?.aborted) {
        return;
      }
      await nextTurn();
    }
  }

  async #oldestEvent(): Promise<number | undefined> {
    const times: number[] = [];
    for (const [table, column] of EVENT_TABLES) {
      const [row] = rowsOf(
        await this.#reader.raw(`SELECT MIN(${column}) AS oldest FROM ${table}`),
      );
      if (row?.oldest !== null && row?.oldest !== undefined) {
        times.push(Number(row.oldest));
      }
    }
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  async #oldestBucket(tier: number): Promise<number | undefined> {
    const [row] = rowsOf(
      await this.#reader.raw(
        'SELECT MIN(bucket) AS oldest FROM embedded_red WHERE tier = ?',
        [tier],
      ),
    );
    return row?.oldest === null || row?.oldest === undefined
      ? undefined
      : Number(row.oldest);
  }
}

function droppedNotes({
  eventsBeforeUs,
  countsBeforeUs,
}: RetentionState): string[] {
  const remedy =
    'Raise telemetry.embedded.retention.size, or connect an upstream of its own.';
  return [
    ...(eventsBeforeUs === undefined
      ? []
      : [
          `Storage limit reached: traces and logs before ${timeOf(
            eventsBeforeUs,
          )} were dropped before their age. ${remedy}`,
        ]),
    ...(countsBeforeUs === undefined
      ? []
      : [
          `Storage limit reached: counts before ${timeOf(
            countsBeforeUs,
          )} are kept coarser. ${remedy}`,
        ]),
  ];
}

function changedRows(result: unknown): number {
  if (typeof result !== 'object' || result === null) {
    return 0;
  }
  return Number(
    Reflect.get(result, 'changes') ?? Reflect.get(result, 'rowCount') ?? 0,
  );
}

function timeOf(us: number): string {
  return new Date(us / 1000).toISOString();
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
