import { Positioned, SourceAnswer } from '@sextant/plugin-telemetry-node';
import { unknownCursor } from '@sextant/plugin-kit-node';
import { z } from 'zod';
import { Outcome } from './SourceQuestion';

/** Where the pages of each source go on; a source that is not named has come to its end. */
export type Positions = Readonly<Record<string, string>>;

/** A page put together from several sources. */
export interface Page<T> {
  items: T[];
  /** Undefined at the end of the whole list. */
  positions: Positions | undefined;
  /** The list was looked through back to this time and no further. */
  completeTo: number | undefined;
}

/** How rows are put in order: newest first. */
export interface Ordering<T> {
  /** In whatever unit; only compared. */
  timeOf: (row: T) => bigint;
  /** The unit's value of a time in milliseconds. */
  ofMs: (ms: number) => bigint;
}

/**
 * Puts the newest rows of several sources together, as many as are wanted, and says where each source
 * goes on. A row waits for the next page while a source that has more may still bring newer ones, so
 * that pages put together are the whole list, in order.
 *
 * @param keep - Rows that are left out are not counted; the list goes on behind them all the same.
 */
export function joinPages<T extends Positioned>(
  outcomes: ReadonlyArray<Outcome<SourceAnswer<T>>>,
  before: Positions | undefined,
  limit: number,
  { timeOf, ofMs }: Ordering<T>,
  keep: (row: T) => boolean,
): Page<T> {
  const sources = outcomes.map(outcome => sourceOf(outcome, before));
  const horizons = sources.flatMap(({ next, rows, completeTo, failed }) => {
    if (failed || next === undefined) {
      return [];
    }
    const last = rows[rows.length - 1];
    const times = [
      ...(last ? [timeOf(last)] : []),
      ...(completeTo === undefined ? [] : [ofMs(completeTo)]),
    ];
    // A source that brought nothing and cannot say how far it looked holds everything back.
    return times.length > 0 ? [lowest(times)] : [undefined];
  });
  const horizon = horizons.includes(undefined)
    ? undefined
    : highest(horizons.flatMap(time => time ?? []));
  const isSafe = (row: T) =>
    horizons.length === 0 || (horizon !== undefined && timeOf(row) >= horizon);
  const items: T[] = [];
  while (items.length < limit) {
    // Each source keeps its own order; between them the newest goes first.
    const source = newestOf(sources, timeOf);
    const row = source?.rows[source.taken];
    if (!source || row === undefined || !isSafe(row)) {
      break;
    }
    source.taken += 1;
    if (keep(row)) {
      items.push(row);
    }
  }
  const positions: Record<string, string> = {};
  for (const source of sources) {
    const position = positionOf(source);
    if (position !== undefined) {
      positions[source.upstream] = position;
    }
  }
  const ends = sources.flatMap(({ completeTo, taken, rows }) =>
    completeTo !== undefined && taken === rows.length ? [completeTo] : [],
  );
  return {
    items,
    positions: Object.keys(positions).length > 0 ? positions : undefined,
    completeTo: ends.length > 0 ? Math.max(...ends) : undefined,
  };
}

/** The source whose next row is the newest; undefined when no row is left. */
function newestOf<T>(
  sources: ReadonlyArray<PageSource<T>>,
  timeOf: (row: T) => bigint,
): PageSource<T> | undefined {
  let newest: PageSource<T> | undefined;
  for (const source of sources) {
    if (
      source.taken < source.rows.length &&
      (!newest ||
        timeOf(source.rows[source.taken]) > timeOf(newest.rows[newest.taken]))
    ) {
      newest = source;
    }
  }
  return newest;
}

interface PageSource<T> {
  upstream: string;
  rows: readonly T[];
  next: string | undefined;
  completeTo: number | undefined;
  /** Where this page began. */
  before: string | undefined;
  failed: boolean;
  taken: number;
}

/** A source's first page has no position yet; it is told apart from the end by this. */
export const START = '';

function sourceOf<T>(
  outcome: Outcome<SourceAnswer<T>>,
  before: Positions | undefined,
): PageSource<T> {
  const base = {
    upstream: outcome.upstream,
    before: before?.[outcome.upstream] ?? START,
    taken: 0,
  };
  return 'answer' in outcome
    ? {
        ...base,
        rows: outcome.answer.rows,
        next: outcome.answer.next,
        completeTo: outcome.answer.completeTo,
        failed: false,
      }
    : {
        ...base,
        rows: [],
        next: undefined,
        completeTo: undefined,
        failed: true,
      };
}

/** Where a source goes on; undefined at its end. */
function positionOf<T extends Positioned>({
  rows,
  taken,
  next,
  before,
  failed,
}: PageSource<T>): string | undefined {
  if (failed) {
    return before;
  }
  if (taken === rows.length) {
    return next;
  }
  return taken === 0 ? before : rows[taken - 1].position;
}

const positionsSchema = z.record(z.string().max(200), z.string().max(2000));

/** Reads what {@link writePositions} wrote. @throws InputError */
export function readPositions(text: string | undefined): Positions | undefined {
  if (!text) {
    return undefined;
  }
  const found = positionsSchema.safeParse(jsonOf(text));
  if (!found.success) {
    throw unknownCursor(text);
  }
  return found.data;
}

/** The cursor of the next page. */
export function writePositions(
  positions: Positions | undefined,
): string | undefined {
  return positions && JSON.stringify(positions);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told as a cursor that is none.
    return undefined;
  }
}

function lowest(times: readonly bigint[]): bigint {
  return times.reduce((low, time) => (time < low ? time : low));
}

function highest(times: readonly bigint[]): bigint | undefined {
  return times.length === 0
    ? undefined
    : times.reduce((high, time) => (time > high ? time : high));
}
