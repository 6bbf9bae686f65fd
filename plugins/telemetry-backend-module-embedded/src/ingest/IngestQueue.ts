import {
  InputError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { nextTurn } from '@sextant/plugin-kit-node';
import type { Batch } from './batches';

/** Thrown when more waits to be written than the store allows; senders should slow down. */
export class TooMuchWaitingError extends Error {
  readonly name = 'TooMuchWaitingError';
}

/** Writes batches in one transaction; resolves when they are durable. */
export type BatchWriter = (batches: readonly Batch[]) => Promise<void>;

/** What a queue needs to know of the store it writes to. */
export interface IngestQueueOptions {
  write: BatchWriter;
  maxBytes: number;
  /** True for a failure that the batch itself is the reason of: sent again, it would fail again. */
  isAboutTheData: (error: unknown) => boolean;
}

interface Waiting {
  batch: Batch;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const MAX_BATCHES_PER_WRITE = 64;
/**
 * Of more senders than this, half are written for: while they wait for the disk, the others' requests are
 * read. Were all written together, disk and processor would take turns.
 */
const FEW = 3;
/** What is written together costs less, and keeps its senders waiting longer: some 100 ms. */
const MAX_BYTES_PER_WRITE = 3_000_000;

/**
 * Group commit: what arrives while a transaction is being written goes into the next one, so that a
 * sender's request waits for the disk once, together with others. A sender is answered only when its
 * batch is durable; an acknowledged span survives a killed process.
 *
 * Where a group cannot be written, each of its batches is written alone, so that what can never be stored
 * is refused to its sender and touches nobody else's.
 */
export class IngestQueue {
  readonly #options: IngestQueueOptions;
  readonly #waiting: Waiting[] = [];
  readonly #admitted = new Set<Promise<void>>();
  #bytes = 0;
  #writing: Promise<void> | undefined;
  #closed = false;
  #failure: { message: string; sinceMs: number } | undefined;

  constructor(options: IngestQueueOptions) {
    this.#options = options;
  }

  get waitingBytes(): number {
    return this.#bytes;
  }

  /** Why nothing can be written at the moment, and since when; undefined while it can. */
  get failure(): { message: string; sinceMs: number } | undefined {
    return this.#failure;
  }

  /**
   * Prepares a batch and writes it. Its bytes count from the moment they are here, whatever waits to be
   * prepared.
   *
   * @throws TooMuchWaitingError when the queue is at its bound.
   * @throws InputError for what can never be stored.
   * @throws ServiceUnavailableError while nothing can be written, and after {@link close}.
   */
  async ingest(bytes: number, prepare: () => Promise<Batch>): Promise<void> {
    const { maxBytes } = this.#options;
    if (this.#closed) {
      throw new ServiceUnavailableError('The store is shutting down');
    }
    if (this.#bytes > 0 && this.#bytes + bytes > maxBytes) {
      throw new TooMuchWaitingError(
        `${this.#bytes} bytes are waiting, allowed ${maxBytes}`,
      );
    }
    this.#bytes += bytes;
    const written = this.#prepareAndWrite(prepare).finally(() => {
      this.#bytes -= bytes;
      this.#admitted.delete(written);
    });
    this.#admitted.add(written);
    return written;
  }

  /** As {@link ingest}, with a batch that is prepared. */
  submit(batch: Batch): Promise<void> {
    return this.ingest(batch.bytes, async () => batch);
  }

  /** Writes what waits, then refuses more. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#admitted);
  }

  async #prepareAndWrite(prepare: () => Promise<Batch>): Promise<void> {
    const batch = await prepare();
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      this.#writing ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    await nextTurn();
    while (this.#waiting.length > 0) {
      const group = this.#take();
      await this.#write(group);
      await nextTurn();
    }
    this.#writing = undefined;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#options.write(group.map(({ batch }) => batch));
      this.#failure = undefined;
      group.forEach(({ resolve }) => resolve());
    } catch (error) {
      if (!this.#options.isAboutTheData(error)) {
        this.#failure ??= {
          message: toError(error).message,
          sinceMs: Date.now(),
        };
        group.forEach(({ reject }) =>
          reject(
            new ServiceUnavailableError(
              'The telemetry store cannot be written at the moment',
              error,
            ),
          ),
        );
      } else if (group.length === 1) {
        group[0].reject(
          new InputError(
            'body: found data that the store can never hold, allowed telemetry within its limits',
            error,
          ),
        );
      } else {
        for (const waiting of group) {
          await this.#write([waiting]);
        }
      }
    }
  }

  #take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    const most = Math.min(
      this.#waiting.length,
      MAX_BATCHES_PER_WRITE,
      Math.max(FEW, Math.ceil(this.#admitted.size / 2)),
    );
    while (
      count < most &&
      (count === 0 ||
        bytes + this.#waiting[count].batch.bytes <= MAX_BYTES_PER_WRITE)
    ) {
      bytes += this.#waiting[count].batch.bytes;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
