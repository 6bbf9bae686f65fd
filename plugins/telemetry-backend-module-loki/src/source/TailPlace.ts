import { InputError } from '@backstage/errors';
import { LineRow, TailRows } from '@sextant/plugin-telemetry-node';
import { linesOf, tailFrameSchema } from '../client/responses';
import { readLine } from './readLine';

/** Where a tail goes on: a time, and the lines of it that were seen. */
export interface Resume {
  timeUnixNano: bigint;
  seen: readonly string[];
}

const RESUME = /^(\d{1,20})~([\w,-]{0,2000})$/;
const MAX_SEEN = 50;

/** @throws InputError for what is no place to go on from. */
export function readResume(resume: string | undefined): Resume | undefined {
  if (!resume) {
    return undefined;
  }
  const [, time, seen] = RESUME.exec(resume) ?? [];
  if (!time) {
    throw new InputError(
      `after: found ${JSON.stringify(
        resume.slice(0, 40),
      )}, allowed the id of an earlier event`,
    );
  }
  return {
    timeUnixNano: BigInt(time),
    seen: seen.split(',').filter(Boolean),
  };
}

/** How far a tail has come. */
export class TailPlace {
  #timeNano: bigint;
  #seen: Set<string>;
  /** False while the place is only when somebody began to look. */
  #hasLine: boolean;

  constructor(resume: Resume | undefined) {
    this.#timeNano = resume?.timeUnixNano ?? BigInt(Date.now()) * 1_000_000n;
    this.#seen = new Set(resume?.seen);
    this.#hasLine = resume !== undefined;
  }

  get startNano(): bigint {
    return this.#timeNano;
  }

  /** What a frame brings that has not been seen. */
  take(text: string, serviceLabel: string): TailRows[] {
    const frame = tailFrameSchema.parse(JSON.parse(text));
    const rows = linesOf(frame.streams ?? [])
      .map(raw => readLine(raw, serviceLabel).row)
      .filter(row => !this.#seen.has(suffixOf(row)))
      .sort((a, b) => (a.timeUnixNano < b.timeUnixNano ? -1 : 1))
      .map((row): LineRow => ({ ...row, position: row.id }));
    for (const row of rows) {
      if (!this.#hasLine || row.timeUnixNano > this.#timeNano) {
        this.#hasLine = true;
        this.#timeNano = row.timeUnixNano;
        this.#seen = new Set();
      }
      // Older ones come late: they are not asked for again.
      if (row.timeUnixNano === this.#timeNano) {
        this.#seen.add(suffixOf(row));
      }
    }
    const dropped = frame.dropped_entries?.length ?? 0;
    return rows.length > 0 || dropped > 0
      ? [{ rows, dropped, resume: this.#resume }]
      : [];
  }

  get #resume(): string {
    return `${this.#timeNano}~${[...this.#seen].slice(-MAX_SEEN).join(',')}`;
  }
}

/** The part of a line's id that tells lines of one time apart. */
function suffixOf({ id }: Pick<LineRow, 'id'>): string {
  return id.slice(id.indexOf('-') + 1);
}
