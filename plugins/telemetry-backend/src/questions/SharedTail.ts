import { TailRows } from '@sextant/plugin-telemetry-node';

/** What one viewer waits for: its bound is in lines, and what goes beyond it is counted. */
class Viewer {
  #events: TailRows[] = [];
  #lines = 0;
  #dropped = 0;
  #wake: () => void = () => {};

  constructor(private readonly maxLines: number) {}

  push(event: TailRows) {
    if (this.#lines + event.rows.length > this.maxLines) {
      this.#dropped += event.rows.length + event.dropped;
    } else {
      this.#lines += event.rows.length;
      this.#events.push(event);
    }
    this.#wake();
  }

  async next(signal: AbortSignal): Promise<TailRows | undefined> {
    while (this.#events.length === 0) {
      if (signal.aborted) {
        return undefined;
      }
      await new Promise<void>(resolve => {
        this.#wake = () => {
          signal.removeEventListener('abort', this.#wake);
          resolve();
        };
        signal.addEventListener('abort', this.#wake, { once: true });
      });
    }
    const [event] = this.#events.splice(0, 1);
    this.#lines -= event.rows.length;
    const dropped = event.dropped + this.#dropped;
    this.#dropped = 0;
    return { ...event, dropped };
  }
}

const KEPT_EVENTS = 200;
const MAX_LINES = 2_000;
const RETRY_MS = [500, 1_000, 2_000, 5_000];

/**
 * One tail of a source for all who follow the same: it is opened for the first viewer and closed behind
 * the last. Where it breaks it is opened again behind the last line, and viewers are told meanwhile.
 */
export class SharedTail {
  readonly #viewers = new Set<Viewer>();
  readonly #kept: TailRows[] = [];
  readonly #open: (
    resume: string | undefined,
    signal: AbortSignal,
  ) => AsyncIterable<TailRows>;
  #stop: AbortController | undefined;
  #resume: string | undefined;

  /** @param open - Opens the source's tail, and throws at once what it can never serve. */
  constructor(
    open: (
      resume: string | undefined,
      signal: AbortSignal,
    ) => AsyncIterable<TailRows>,
    resume?: string,
  ) {
    this.#open = open;
    this.#resume = resume;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** True where a viewer can go on behind an event that it has seen. */
  hasKept(resume: string): boolean {
    return this.#kept.some(event => event.resume === resume);
  }

  /** What comes, until the signal aborts; behind an event that is kept, where one is named. */
  async *follow(
    signal: AbortSignal,
    resume?: string,
  ): AsyncGenerator<TailRows> {
    const viewer = new Viewer(MAX_LINES);
    const at = this.#kept.findIndex(event => event.resume === resume);
    if (resume !== undefined && at >= 0) {
      this.#kept.slice(at + 1).forEach(event => viewer.push(event));
    }
    this.#viewers.add(viewer);
    if (!this.#stop) {
      this.#stop = new AbortController();
      this.#run(this.#stop.signal);
    }
    try {
      for (;;) {
        const event = await viewer.next(signal);
        if (!event) {
          return;
        }
        yield event;
      }
    } finally {
      this.#viewers.delete(viewer);
      if (this.#viewers.size === 0) {
        this.#stop?.abort();
        this.#stop = undefined;
      }
    }
  }

  async #run(signal: AbortSignal) {
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const event of this.#open(this.#resume, signal)) {
          failures = event.problem === undefined ? 0 : failures;
          this.#send(event);
        }
      } catch (error) {
        if (!signal.aborted) {
          this.#send({
            rows: [],
            dropped: 0,
            resume: this.#resume ?? '',
            problem: error instanceof Error ? error.message : String(error),
          });
        }
      }
      const pauseMs = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
      failures += 1;
      await pause(pauseMs, signal);
    }
  }

  #send(event: TailRows) {
    if (event.rows.length > 0 || event.dropped > 0) {
      this.#resume = event.resume || this.#resume;
      this.#kept.push(event);
      this.#kept.splice(0, this.#kept.length - KEPT_EVENTS);
    }
    this.#viewers.forEach(viewer => viewer.push(event));
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const over = new AbortController();
    const done = () => {
      over.abort();
      resolve();
    };
    const timer = setTimeout(done, ms);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
    signal.addEventListener('abort', done, { signal: over.signal });
  });
}
