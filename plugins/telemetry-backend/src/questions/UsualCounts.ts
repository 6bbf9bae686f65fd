import { TimeRange } from '@sextant/plugin-kit-common';
import { CountRow } from '@sextant/plugin-telemetry-node';
import { setTimeout as sleep } from 'node:timers/promises';

const DAY_MS = 24 * 3_600_000;
/** What is usual changes slowly: it is counted again so often. */
const SLOT_MS = 600_000;
/** Longer than this nobody waits for it; the next reader has it. */
const PATIENCE_MS = 1_500;
const KEPT = 4;

/** How the whole fleet did in the day before some minutes, counted once in a while for all readers. */
export class UsualCounts {
  readonly #ask: (range: TimeRange) => Promise<readonly CountRow[]>;
  readonly #known = new Map<number, Promise<readonly CountRow[] | undefined>>();

  /** @param ask - Counts a day; what fails is asked again by a later reader. */
  constructor(ask: (range: TimeRange) => Promise<readonly CountRow[]>) {
    this.#ask = ask;
  }

  /** Of the day before a moment; undefined where that is not known yet. */
  async before(timeMs: number): Promise<readonly CountRow[] | undefined> {
    const toMs = Math.floor(timeMs / SLOT_MS) * SLOT_MS;
    let counts = this.#known.get(toMs);
    if (!counts) {
      counts = this.#ask({ fromMs: toMs - DAY_MS, toMs }).catch(() => {
        this.#known.delete(toMs);
        return undefined;
      });
      this.#known.set(toMs, counts);
      for (const old of [...this.#known.keys()].slice(0, -KEPT)) {
        this.#known.delete(old);
      }
    }
    return Promise.race([
      counts,
      sleep(PATIENCE_MS, undefined, { ref: false }),
    ]);
  }
}
