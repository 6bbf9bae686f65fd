import { InputError } from '@backstage/errors';
import { TimeRange } from '@sextant/plugin-telemetry-common';

/**
 * Where a page of several sources ended: the time of its last item, and which items of that
 * millisecond were on it already. The next page overlaps by that millisecond and leaves them out.
 */
export interface TimeCursor {
  timeMs: number;
  seen: string[];
}

export function readCursor(text: string | undefined): TimeCursor | undefined {
  if (!text) {
    return undefined;
  }
  const [, time, ids] = /^(\d{1,16})~([\w.,-]*)$/.exec(text) ?? [];
  if (!time) {
    throw new InputError(
      `cursor: found "${text.slice(
        0,
        40,
      )}", allowed one from an earlier answer`,
    );
  }
  return { timeMs: Number(time), seen: ids.split(',').filter(Boolean) };
}

/** The cursor behind the last of a page's items, newest first. */
export function cursorFrom(
  items: ReadonlyArray<{ timeMs: number; id: string }>,
): string | undefined {
  const last = items[items.length - 1];
  if (!last) {
    return undefined;
  }
  const timeMs = Math.floor(last.timeMs);
  const same = items
    .filter(item => Math.floor(item.timeMs) === timeMs)
    .map(({ id }) => id);
  return `${timeMs}~${same.join(',')}`;
}

/** The question for what comes behind a cursor. */
export function after<Q extends { range: TimeRange; cursor?: string }>(
  question: Q,
  cursor: TimeCursor | undefined,
): Q {
  return {
    ...question,
    cursor: undefined,
    range: cursor
      ? { ...question.range, toMs: cursor.timeMs + 1 }
      : question.range,
  };
}
