import { InputError } from '@backstage/errors';
import { LogLine } from '@sextant/plugin-telemetry-common';
import { RangeNano } from '../client/LokiClient';

/**
 * Where a page ended: a time, and the lines of that time that were on it. Loki cuts at equal times, so
 * the next page begins with that time once more and leaves those out.
 */
export interface PageEnd {
  timeUnixNano: bigint;
  seen: string[];
}

export function readPageEnd(cursor: string | undefined): PageEnd | undefined {
  if (!cursor) {
    return undefined;
  }
  const [, time, ids] = /^(\d{1,20})~([\w.,-]*)$/.exec(cursor) ?? [];
  if (!time) {
    throw new InputError(
      `cursor: found "${cursor.slice(
        0,
        40,
      )}", allowed one from an earlier answer`,
    );
  }
  return {
    timeUnixNano: BigInt(time),
    seen: ids.split(',').filter(Boolean),
  };
}

/** The range of the page behind another. */
export function rangeBehind(
  range: RangeNano,
  end: PageEnd | undefined,
): RangeNano {
  return end && end.timeUnixNano < range.end
    ? { ...range, end: end.timeUnixNano + 1n }
    : range;
}

/** The cursor behind a page's last line. */
export function cursorBehind(
  items: readonly LogLine[],
  before: PageEnd | undefined,
): string | undefined {
  const last = items[items.length - 1];
  if (!last) {
    return undefined;
  }
  const time = last.timeUnixNano;
  const seen = items.filter(item => item.timeUnixNano === time).map(suffixOf);
  const earlier = before?.timeUnixNano === BigInt(time) ? before.seen : [];
  return `${time}~${[...earlier, ...seen].join(',')}`;
}

/** The part of a line's id that tells lines of one time apart. */
export function suffixOf({ id, timeUnixNano }: LogLine): string {
  return id.slice(timeUnixNano.length + 1);
}
