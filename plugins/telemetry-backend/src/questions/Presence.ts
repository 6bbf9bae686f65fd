import { Asking } from '@sextant/plugin-telemetry-node';
import { Reader } from '../access/Readable';
import { Scope } from '../asking/scope';
import { LogLines } from './LogLines';
import { RequestFigures } from './RequestFigures';
import { RequestLists } from './RequestLists';

const DAY_MS = 86_400_000;

/** Whether anything was ever heard of a service: in the asked range, or the day before now. */
export class Presence {
  readonly #figures: RequestFigures;
  readonly #lists: RequestLists;
  readonly #lines: LogLines;
  readonly #now: () => number;

  constructor(
    parts: {
      figures: RequestFigures;
      lists: RequestLists;
      lines: LogLines;
    },
    now: () => number = Date.now,
  ) {
    this.#figures = parts.figures;
    this.#lists = parts.lists;
    this.#lines = parts.lines;
    this.#now = now;
  }

  /** True also where a source did not answer: then nobody knows that there is nothing. */
  async knows(scope: Scope, reader: Reader, asking: Asking): Promise<boolean> {
    const nowMs = this.#now();
    const anywhere: Scope = {
      service: scope.service,
      environment: undefined,
      versions: undefined,
      range: {
        fromMs: Math.min(scope.range.fromMs, nowMs - DAY_MS),
        toMs: Math.max(scope.range.toMs, nowMs),
      },
    };
    const found = await Promise.all([
      this.#figures
        .versions(anywhere, asking)
        .then(
          ({ data, missing }) =>
            data.environments.length > 0 || missing.length > 0,
        ),
      this.#lists
        .search({ ...anywhere, order: 'newest', limit: 1 }, reader, asking)
        .then(
          ({ data, missing }) => data.items.length > 0 || missing.length > 0,
        ),
      this.#lines
        .search(anywhere, {}, { limit: 1, after: undefined }, asking)
        .then(
          ({ data, missing }) => data.items.length > 0 || missing.length > 0,
        ),
    ]);
    return found.includes(true);
  }
}
