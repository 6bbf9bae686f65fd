import { LineRow } from '@sextant/plugin-telemetry-node';
import { unknownCursor } from '@sextant/plugin-kit-node';
import { ReadLine } from './readLine';

/** Where a page ended: a time, and how many of its lines were on it. */
export interface LinePosition {
  timeUnixNano: bigint;
  taken: number;
}

const POSITION = /^(\d{1,20})\.(\d{1,6})$/;

/** @throws InputError */
export function readPosition(
  position: string | undefined,
): LinePosition | undefined {
  if (!position) {
    return undefined;
  }
  const [, time, taken] = POSITION.exec(position) ?? [];
  if (!time) {
    throw unknownCursor(position);
  }
  return { timeUnixNano: BigInt(time), taken: Number(taken) };
}

/**
 * Lines newest first, those of one time in one order, each with its place among them. Those that were on
 * earlier pages are left out.
 */
export function inOrder(
  lines: readonly ReadLine[],
  behind: LinePosition | undefined,
): LineRow[] {
  const ordered = lines.map(({ row }) => row).sort(newestFirst);
  const rows: LineRow[] = [];
  let [time, taken] = [-1n, 0];
  for (const row of ordered) {
    taken = row.timeUnixNano === time ? taken + 1 : 1;
    time = row.timeUnixNano;
    const wasSeen = time === behind?.timeUnixNano && taken <= behind.taken;
    if (!wasSeen) {
      rows.push({ ...row, position: `${time}.${taken}` });
    }
  }
  return rows;
}

/** Without the lines of the oldest time: of those, a cut answer may hold but some. */
export function withoutOldest(lines: readonly ReadLine[]): ReadLine[] {
  const oldest = lines.reduce<bigint | undefined>(
    (time, { row }) =>
      time === undefined || row.timeUnixNano < time ? row.timeUnixNano : time,
    undefined,
  );
  return lines.filter(({ row }) => row.timeUnixNano !== oldest);
}

function newestFirst(
  a: Omit<LineRow, 'position'>,
  b: Omit<LineRow, 'position'>,
): number {
  if (a.timeUnixNano === b.timeUnixNano) {
    return a.id < b.id ? 1 : -1;
  }
  return a.timeUnixNano < b.timeUnixNano ? 1 : -1;
}
