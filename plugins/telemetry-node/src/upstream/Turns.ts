/** Thrown to who may not even wait. */
export class TooManyWaitingError extends Error {
  readonly name = 'TooManyWaitingError';
}

/** Thrown to who waited as long as it could. */
export class WaitedTooLongError extends Error {
  readonly name = 'WaitedTooLongError';
}

interface Waiter {
  enter: () => void;
  isBackground: boolean;
}

/** How a turn is waited for. */
export interface TurnOptions {
  signal?: AbortSignal;
  /** Milliseconds since the epoch. */
  untilMs?: number;
  isBackground?: boolean;
}

/**
 * Lets a bounded number of tasks run at once. Who waits leaves the queue when its signal aborts or its
 * time is over, and never keeps another from its turn. Background tasks get half of the turns at most,
 * and go behind everybody else.
 */
export class Turns {
  #running = 0;
  #background = 0;
  readonly #waiting = new Set<Waiter>();

  constructor(
    private readonly atOnce: number,
    private readonly maxWaiting: number,
    private readonly now: () => number = Date.now,
  ) {}

  get waiting(): number {
    return this.#waiting.size;
  }

  /** @throws TooManyWaitingError, WaitedTooLongError, or the signal's reason. */
  async run<T>(task: () => Promise<T>, options: TurnOptions = {}): Promise<T> {
    const isBackground = options.isBackground ?? false;
    await this.#enter(options, isBackground);
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#background -= isBackground ? 1 : 0;
      this.#next();
    }
  }

  async #enter({ signal, untilMs }: TurnOptions, isBackground: boolean) {
    signal?.throwIfAborted();
    if (this.#mayRun(isBackground)) {
      this.#count(isBackground);
      return;
    }
    if (this.#waiting.size >= this.maxWaiting) {
      throw new TooManyWaitingError(`${this.maxWaiting} are waiting already`);
    }
    await new Promise<void>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const left = new AbortController();
      const waiter: Waiter = { isBackground, enter: () => {} };
      const settle = (done: () => void) => {
        this.#waiting.delete(waiter);
        clearTimeout(timer);
        left.abort();
        done();
      };
      waiter.enter = () => settle(resolve);
      signal?.addEventListener(
        'abort',
        () => settle(() => reject(signal.reason)),
        { once: true, signal: left.signal },
      );
      if (untilMs !== undefined) {
        timer = setTimeout(
          () => settle(() => reject(new WaitedTooLongError('no turn in time'))),
          Math.max(0, untilMs - this.now()),
        );
      }
      this.#waiting.add(waiter);
    });
  }

  #mayRun(isBackground: boolean): boolean {
    return (
      this.#running < this.atOnce &&
      (!isBackground || this.#background < Math.max(1, this.atOnce / 2))
    );
  }

  #count(isBackground: boolean) {
    this.#running += 1;
    this.#background += isBackground ? 1 : 0;
  }

  #next() {
    for (const wanted of [false, true]) {
      for (const waiter of this.#waiting) {
        if (waiter.isBackground === wanted && this.#mayRun(wanted)) {
          // Counted before it wakes, so that nobody comes in between.
          this.#count(wanted);
          waiter.enter();
          return;
        }
      }
    }
  }
}
