import { ServiceUnavailableError } from '@backstage/errors';
import type { Batch } from './batches';

/** Thrown when more waits to be written than the store allows; senders should slow down. */
export class TooMuchWaitingError extends Error {
  readonly name = 'TooMuchWaitingError';
}

/** Writes batches; resolves when they are durable. */
export type BatchWriter = (batches: readonly Batch[]) => Promise<void>;

interface Waiting {
  batch: Batch;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const MAX_BATCHES_PER_WRITE = 64;
/** A write keeps other work of the process waiting: a million bytes are some 50 ms. */
const MAX_BYTES_PER_WRITE = 1_000_000;

/**
 * Group commit: what arrives while a transaction is being written goes into the next one, so that a
 * sender's request waits for the disk once, together with others. A sender is answered only when its
 * batch is durable; an acknowledged span survives a killed process.
 */
export class IngestQueue {
  readonly #waiting: Waiting[] = [];
  #bytes = 0;
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(
    private readonly write: BatchWriter,
    private readonly maxBytes: number,
  ) {}

  get waitingBytes(): number {
    return this.#bytes;
  }

  /**
   * @throws TooMuchWaitingError when the queue is at its bound.
   * @throws ServiceUnavailableError after {@link close}.
   */
  submit(batch: Batch): Promise<void> {
    if (this.#closed) {
      return Promise.reject(
        new ServiceUnavailableError('The store is shutting down'),
      );
    }
    if (this.#bytes > 0 && this.#bytes + batch.bytes > this.maxBytes) {
      return Promise.reject(
        new TooMuchWaitingError(
          `${this.#bytes} bytes are waiting, allowed ${this.maxBytes}`,
        ),
      );
    }
    this.#bytes += batch.bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      this.#writing ??= this.#drain();
    });
  }

  /** Writes what waits, then refuses more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  async #drain(): Promise<void> {
    await nextTurn();
    while (this.#waiting.length > 0) {
      const group = this.#take();
      try {
        await this.write(group.map(({ batch }) => batch));
        group.forEach(({ resolve }) => resolve());
      } catch (error) {
        group.forEach(({ reject }) => reject(error));
      } finally {
        this.#bytes -= group.reduce((sum, { batch }) => sum + batch.bytes, 0);
      }
      await nextTurn();
    }
    this.#writing = undefined;
  }

  #take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (
      count < this.#waiting.length &&
      count < MAX_BATCHES_PER_WRITE &&
      (count === 0 ||
        bytes + this.#waiting[count].batch.bytes <= MAX_BYTES_PER_WRITE)
    ) {
      bytes += this.#waiting[count].batch.bytes;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
