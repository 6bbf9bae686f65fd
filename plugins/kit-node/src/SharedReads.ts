import { roughBytes } from './roughBytes';

/** How long and how much is kept. @public */
export interface SharedReadsOptions<T> {
  /** How long an answer is good after it came, unless a reader says; 0 shares only what is being asked. */
  keepMs: number;
  /** Bound on the sum of all kept answers, in bytes. */
  maxBytes: number;
  /** Of an answer; {@link roughBytes} when not given. */
  bytesOf?: (value: T) => number;
  now?: () => number;
}

const MIN_SWEEP_MS = 250;
const MAX_SWEEP_MS = 60_000;

interface Entry<T> {
  answer: Promise<T>;
  waiting: number;
  abort: AbortController;
  settled: boolean;
  untilMs: number;
  bytes: number;
}

/**
 * Asks the same thing once for everybody who wants it now, and for those who come shortly after.
 * Who stops waiting gets an AbortError; the question itself is given up when the last one has gone.
 * Failures are told to those who waited and are not kept.
 *
 * @public
 */
export class SharedReads<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #options: SharedReadsOptions<T>;
  #bytes = 0;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(options: SharedReadsOptions<T>) {
    this.#options = options;
  }

  /** @throws What `ask` throws; the signal's reason when the caller stops waiting. */
  async read(
    key: string,
    ask: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
    keepMs: number | ((answer: T) => number) = this.#options.keepMs,
  ): Promise<T> {
    signal?.throwIfAborted();
    const entry = this.#usable(key) ?? this.#ask(key, ask, keepMs);
    if (entry.settled || !signal) {
      entry.waiting += entry.settled ? 0 : 1;
      return entry.answer;
    }
    entry.waiting += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        entry.waiting -= 1;
        if (entry.waiting === 0 && !entry.settled) {
          this.#forget(key, entry);
          entry.abort.abort(signal.reason);
        }
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      entry.answer
        .finally(() => signal.removeEventListener('abort', leave))
        .then(resolve, reject);
    });
  }

  #usable(key: string): Entry<T> | undefined {
    const entry = this.#entries.get(key);
    if (entry?.settled && entry.untilMs <= this.#now()) {
      this.#forget(key, entry);
      return undefined;
    }
    return entry;
  }

  #ask(
    key: string,
    ask: (signal: AbortSignal) => Promise<T>,
    keepMs: number | ((answer: T) => number),
  ): Entry<T> {
    const abort = new AbortController();
    const entry: Entry<T> = {
      answer: ask(abort.signal),
      waiting: 0,
      abort,
      settled: false,
      untilMs: 0,
      bytes: 0,
    };
    this.#entries.set(key, entry);
    entry.answer.then(
      value => {
        entry.settled = true;
        this.#keep(
          key,
          entry,
          value,
          typeof keepMs === 'number' ? keepMs : keepMs(value),
        );
      },
      () => {
        entry.settled = true;
        this.#forget(key, entry);
      },
    );
    return entry;
  }

  #keep(key: string, entry: Entry<T>, value: T, keepMs: number) {
    const { maxBytes, bytesOf = roughBytes } = this.#options;
    if (this.#entries.get(key) !== entry) {
      return;
    }
    entry.untilMs = this.#now() + keepMs;
    if (keepMs <= 0) {
      this.#forget(key, entry);
      return;
    }
    entry.bytes = bytesOf(value);
    this.#bytes += entry.bytes;
    for (const [oldKey, old] of this.#entries) {
      if (this.#bytes <= maxBytes) {
        break;
      }
      if (old.settled) {
        this.#forget(oldKey, old);
      }
    }
    this.#sweepIn(keepMs);
  }

  /** Bytes of all kept answers. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Answers go when their time is over, whether or not anybody asks for them again. */
  #sweepIn(ms: number) {
    this.#sweeping ??= setTimeout(() => {
      this.#sweeping = undefined;
      this.sweep();
      if (this.#entries.size > 0) {
        this.#sweepIn(ms);
      }
    }, Math.min(Math.max(ms, MIN_SWEEP_MS), MAX_SWEEP_MS)).unref();
  }

  /** Forgets what is no longer good. */
  sweep() {
    for (const [key, entry] of this.#entries) {
      if (entry.settled && entry.untilMs <= this.#now()) {
        this.#forget(key, entry);
      }
    }
  }

  #forget(key: string, entry: Entry<T>) {
    if (this.#entries.get(key) === entry) {
      this.#entries.delete(key);
      this.#bytes -= entry.bytes;
    }
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
