import { CacheService } from '@backstage/backend-plugin-api';
import { provenanceSchema } from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  SharedReads,
  Sourced,
  TelemetrySource,
  telemetryMetrics,
} from '@sextant/plugin-telemetry-node';
import { createHash } from 'node:crypto';
import { z } from 'zod';

const MAX_ANSWERS = 1_000;

/** A kind of question to sources of one signal. */
export interface QuestionKind<S, Q, T> {
  /** Unique, e.g. `metric versions`. */
  name: string;
  /** Of the data, to read what another replica stored. */
  schema: z.ZodType<T>;
  ask: (source: S, question: Q, options: AskOptions) => Promise<Sourced<T>>;
}

/**
 * One question to a source for all who ask the same: those who ask now wait together, those who ask
 * while the answer holds get it from memory, and other replicas from the shared cache. Answers are
 * handed to many and must not be changed.
 */
export class CachedQuestion<S extends TelemetrySource, Q, T> {
  readonly #envelope: z.ZodType<Sourced<T>>;
  readonly #reads: SharedReads<Sourced<T>>;

  constructor(
    private readonly kind: QuestionKind<S, Q, T>,
    private readonly shared: CacheService,
    now: () => number,
  ) {
    this.#envelope = z.object({
      data: kind.schema,
      provenance: provenanceSchema,
      missing: z.array(z.string()).optional(),
    });
    this.#reads = new SharedReads({ keepMs: 0, maxSize: MAX_ANSWERS, now });
  }

  async ask(
    source: S,
    question: Q,
    { signal }: AskOptions,
  ): Promise<Sourced<T>> {
    const keepMs = source.refreshMs ?? 0;
    const key = JSON.stringify([this.kind.name, source.id, question]);
    let result = 'shared';
    const answer = await this.#reads.read(
      key,
      asked => {
        result = 'miss';
        const ask = () => this.kind.ask(source, question, { signal: asked });
        return keepMs > 0 ? this.#throughShared(key, keepMs, ask) : ask();
      },
      signal,
      keepMs,
    );
    telemetryMetrics.cacheReads.inc({ question: this.kind.name, result });
    return answer;
  }

  async #throughShared(
    key: string,
    keepMs: number,
    ask: () => Promise<Sourced<T>>,
  ): Promise<Sourced<T>> {
    const hash = createHash('sha256').update(key).digest('base64url');
    // A cache that cannot be reached costs a question, not the answer.
    const stored = await this.shared.get<string>(hash).catch(() => undefined);
    if (typeof stored === 'string') {
      const found = this.#envelope.safeParse(JSON.parse(stored));
      if (found.success) {
        return found.data;
      }
    }
    const answer = await ask();
    this.shared
      .set(hash, JSON.stringify(answer), { ttl: keepMs })
      .catch(() => undefined);
    return answer;
  }
}
