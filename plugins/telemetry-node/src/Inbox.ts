interface Waiting<T> {
  item: T;
  taken: () => void;
}

/** What several put in and one takes out, in the order it came. @public */
export class Inbox<T> {
  #waiting: Waiting<T>[] = [];
  #end: { error?: unknown } | undefined;
  #wake: () => void = () => {};

  /** Resolves when the item is taken, for who puts the next in only then. */
  put(item: T): Promise<void> {
    return new Promise(resolve => {
      this.#waiting.push({ item, taken: resolve });
      this.#wake();
    });
  }

  /** Nothing comes any more; with an error, taking fails with it behind what is still in. */
  end(error?: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  /** Until the end, or until the signal aborts. */
  async *take(signal: AbortSignal): AsyncGenerator<T> {
    const onAbort = () => this.#wake();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted) {
        const next = this.#waiting.shift();
        if (next) {
          next.taken();
          yield next.item;
        } else if (this.#end) {
          if (this.#end.error !== undefined) {
            throw this.#end.error;
          }
          return;
        } else {
          await this.#more();
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #more(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}
