import { ServiceUnavailableError } from '@backstage/errors';
import {
  Asking,
  Question,
  SourceAnswer,
  Sources,
  telemetryMetrics,
} from '@sextant/plugin-telemetry-node';
import { SharedReads } from '@sextant/plugin-kit-node';
import { Joined, textOf } from './partial';
import { UpstreamSource } from './Upstreams';

/** What a question to one source brought: its answer, or why there is none. */
export type Outcome<A> =
  | { upstream: string; answer: A }
  | { upstream: string; failure: unknown };

const MAX_BYTES = 16 * 1024 * 1024;

/** A kind of question to sources of one kind. */
export interface QuestionKind<K extends keyof Sources, Q, A> {
  /** For metrics, and unique. */
  name: string;
  ask: (source: Sources[K], question: Q, asking: Asking) => Promise<A>;
}

/**
 * One kind of question to sources: asked once for all who want it now, and for those who come while its
 * answer is good. At the reader's deadline what has come is the answer, and the others are named; only
 * when nobody waits any more is a question given up.
 */
export class SourceQuestion<
  K extends keyof Sources,
  Q extends object,
  A extends SourceAnswer<unknown>,
> {
  readonly #kind: QuestionKind<K, Q, A>;
  readonly #reads: SharedReads<A>;
  readonly #now: () => number;

  constructor(kind: QuestionKind<K, Q, A>, now: () => number = Date.now) {
    this.#kind = kind;
    this.#now = now;
    this.#reads = new SharedReads({ keepMs: 0, maxBytes: MAX_BYTES, now });
  }

  /** Asks each source, all at once. Fails only when the reader has left. */
  async askAll(
    sources: ReadonlyArray<UpstreamSource<K>>,
    questionFor: (source: UpstreamSource<K>) => Q,
    asking: Asking,
  ): Promise<Array<Outcome<A>>> {
    const outcomes = await Promise.all(
      sources.map(async (source): Promise<Outcome<A>> => {
        const upstream = source.upstream.id;
        try {
          const shared = this.#shared(source, questionFor(source), asking);
          return {
            upstream,
            answer: await this.#inTime(upstream, asking, shared),
          };
        } catch (failure) {
          return { upstream, failure };
        }
      }),
    );
    asking.signal.throwIfAborted();
    return outcomes;
  }

  async #shared(
    { upstream, source }: UpstreamSource<K>,
    question: Q,
    { signal, untilMs, isBackground }: Asking,
  ): Promise<A> {
    const { name, ask } = this.#kind;
    const snapped = onGrid(question, upstream.refreshMs, this.#now());
    let result = 'shared';
    const answer = await this.#reads.read(
      JSON.stringify([upstream.id, upstream.generation?.(), snapped], keepNone),
      asked => {
        result = 'miss';
        return ask(source, snapped, { signal: asked, untilMs, isBackground });
      },
      signal,
      upstream.refreshMs,
    );
    telemetryMetrics.cacheReads.inc({ question: name, result });
    return answer;
  }

  /** At the reader's deadline the source is named and no longer waited for. */
  async #inTime<T>(
    upstream: string,
    { untilMs }: Asking,
    answer: Promise<T>,
  ): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new ServiceUnavailableError(
              `${upstream}: has not answered in the time there was`,
            ),
          ),
        Math.max(0, untilMs - this.#now()),
      );
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Answers of those that answered, with the others named; the first failure when nobody did. */
export function answered<A extends SourceAnswer<unknown>>(
  outcomes: ReadonlyArray<Outcome<A>>,
): Joined<A[]> {
  const answers = outcomes.flatMap(outcome =>
    'answer' in outcome ? [outcome.answer] : [],
  );
  const failures = outcomes.flatMap(outcome =>
    'failure' in outcome ? [outcome.failure] : [],
  );
  if (answers.length === 0 && failures.length > 0) {
    throw failures[0];
  }
  return {
    data: answers,
    provenance: answers.map(({ provenance }) => provenance),
    missing: [
      ...failures.map(textOf),
      ...answers.flatMap(({ missing = [] }) => missing),
    ],
  };
}

/**
 * A range that ends now ends on the grid of the source's refresh interval, a little wider, so that equal
 * questions are equal; an earlier range stays as it is, and so does a page behind another.
 */
export function onGrid<Q extends object>(
  question: Q,
  gridMs: number,
  nowMs: number,
): Q {
  const range = 'range' in question ? question.range : undefined;
  if (!isRange(range) || gridMs <= 0 || range.toMs < nowMs - gridMs) {
    return question;
  }
  return {
    ...question,
    range: {
      fromMs: Math.floor(range.fromMs / gridMs) * gridMs,
      toMs: Math.ceil(range.toMs / gridMs) * gridMs,
    } satisfies Question['range'],
  };
}

function isRange(range: unknown): range is Question['range'] {
  return (
    typeof range === 'object' &&
    range !== null &&
    'fromMs' in range &&
    'toMs' in range &&
    typeof range.fromMs === 'number' &&
    typeof range.toMs === 'number'
  );
}

/** A choice of what says none is not the same as no choice. */
function keepNone(_key: string, value: unknown): unknown {
  return Array.isArray(value)
    ? value.map(entry => (entry === undefined ? { none: true } : entry))
    : value;
}
