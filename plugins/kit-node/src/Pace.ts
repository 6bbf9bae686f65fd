/** What a task may take before others of the process get their turn, in milliseconds. */
const STRIDE_MS = 2;
/** The clock is not looked at for each of many small items. */
const ITEMS_BETWEEN_LOOKS = 32;

/** Lets a long task on the event loop stand back now and then.
 *
 * @public
 */
export class Pace {
  #sinceMs = performance.now();

  /** Begins in a turn of its own. */
  static async begin(): Promise<Pace> {
    await nextTurn();
    return new Pace();
  }

  /** Stands back if it is time to. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#sinceMs >= STRIDE_MS) {
      await nextTurn();
      this.#sinceMs = performance.now();
    }
  }

  /** As `items.map(use)`, standing back now and then. */
  async map<T, R>(
    items: readonly T[],
    use: (item: T, at: number) => R,
  ): Promise<R[]> {
    const used: R[] = [];
    for (const [at, item] of items.entries()) {
      used.push(use(item, at));
      if (at % ITEMS_BETWEEN_LOOKS === 0) {
        await this.breathe();
      }
    }
    return used;
  }
}

/** Lets others of the process have their turn. @public */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
