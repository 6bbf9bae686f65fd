/** What a task may take before others of the process get their turn, in milliseconds. */
const STRIDE_MS = 8;

/** Lets a long task on the event loop stand back now and then. */
export class Pace {
  #sinceMs = performance.now();

  private constructor() {}

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
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
