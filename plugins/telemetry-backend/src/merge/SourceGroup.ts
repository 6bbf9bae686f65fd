import { CacheService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { TimeRange } from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  Sourced,
  TelemetrySource,
} from '@sextant/plugin-telemetry-node';
import { CachedQuestion, QuestionKind } from './CachedQuestion';

/** Answers of several sources to one question, and what could not be had. */
export interface Answers<T> {
  answers: ReadonlyArray<Sourced<T>>;
  missing: string[];
}

/** What every question has. */
interface Question {
  environment?: string;
  range?: TimeRange;
}

/** Asks all sources that hold the environment. */
export type AskAll<Q, T> = (
  question: Q,
  options?: AskOptions,
) => Promise<Answers<T>>;

/** The sources of one signal, asked together. */
export class SourceGroup<S extends TelemetrySource> {
  constructor(
    private readonly signal: string,
    readonly sources: readonly S[],
    private readonly cache: CacheService,
    private readonly now: () => number,
  ) {}

  /** Those that hold telemetry of an environment. */
  for(environment: string | undefined): S[] {
    return this.sources.filter(
      source =>
        !environment ||
        !source.environments ||
        source.environments.includes(environment),
    );
  }

  /**
   * A question that asks every source that holds the environment, all at once, each through the
   * cache. It fails when none answers; else it says of each that did not what it said.
   */
  question<Q extends Question, T>(kind: QuestionKind<S, Q, T>): AskAll<Q, T> {
    const cached = new CachedQuestion(
      { ...kind, name: `${this.signal} ${kind.name}` },
      this.cache,
      this.now,
    );
    return async (question, { signal } = {}) => {
      const sources = this.for(question.environment);
      if (sources.length === 0) {
        throw new ServiceUnavailableError(this.#whyNone(question.environment));
      }
      const settled = await Promise.allSettled(
        sources.map(source =>
          cached.ask(source, snap(question, source.refreshMs ?? 0), { signal }),
        ),
      );
      signal?.throwIfAborted();
      const answers = settled.flatMap(result =>
        result.status === 'fulfilled' ? [result.value] : [],
      );
      const failures = settled.flatMap(result =>
        result.status === 'rejected' ? [result.reason] : [],
      );
      if (answers.length === 0) {
        throw failures[0];
      }
      return { answers, missing: failures.map(textOf) };
    };
  }

  #whyNone(environment: string | undefined): string {
    if (this.sources.length === 0) {
      return `No ${this.signal} source is installed; add a telemetry module such as @sextant/plugin-telemetry-backend-module-embedded`;
    }
    const known = this.sources.map(
      source => `${source.id} (${(source.environments ?? []).join(', ')})`,
    );
    return `No ${
      this.signal
    } source holds environment ${environment}; configured: ${known.join('; ')}`;
  }
}

/** Ends on the grid of the source's refresh interval, so that equal questions are equal. */
function snap<Q extends Question>(question: Q, gridMs: number): Q {
  if (gridMs <= 0 || !question.range) {
    return question;
  }
  const { fromMs, toMs } = question.range;
  return {
    ...question,
    range: {
      fromMs: Math.floor(fromMs / gridMs) * gridMs,
      toMs: Math.floor(toMs / gridMs) * gridMs,
    },
  };
}

/** A failure in one sentence. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
