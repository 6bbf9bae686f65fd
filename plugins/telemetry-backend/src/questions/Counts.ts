import {
  Asking,
  CountAnswer,
  CountQuestion,
  CountRow,
} from '@sextant/plugin-telemetry-node';
import { Joined } from '../asking/partial';
import { questionOf, Scope } from '../asking/scope';
import { answered, SourceQuestion } from '../asking/SourceQuestion';
import { Upstreams } from '../asking/Upstreams';

/** What a question about one service's counts has beside its scope. */
export type ScopedCounts = Pick<CountQuestion, 'step' | 'byOperation'>;

/** Requests as they were counted: what every rate, ratio and quantile is made of. */
export class Counts {
  readonly #upstreams: Upstreams;
  readonly #counts: SourceQuestion<'metrics', CountQuestion, CountAnswer>;

  constructor(upstreams: Upstreams, now: () => number = Date.now) {
    this.#upstreams = upstreams;
    this.#counts = new SourceQuestion(
      {
        name: 'counts',
        ask: (source, question, asking) => source.counts(question, asking),
      },
      now,
    );
  }

  /** @param held - Asks only sources that hold one of these environments. */
  async ask(
    question: CountQuestion,
    asking: Asking,
    held = question.environments,
  ): Promise<Joined<CountAnswer[]>> {
    const sources = this.#upstreams.require('metrics', held);
    return answered(await this.#counts.askAll(sources, () => question, asking));
  }

  /**
   * Of one service. Where the scope is narrowed to an operation, of that one only.
   *
   * @param everywhere - In all environments: a reader who chose an empty one is told of the others.
   */
  async of(
    scope: Scope,
    { step, byOperation }: ScopedCounts,
    asking: Asking,
    everywhere = false,
  ): Promise<Joined<CountAnswer[]>> {
    const question = questionOf(scope);
    const { operation } = scope;
    const found = await this.ask(
      {
        ...question,
        environments: everywhere ? undefined : question.environments,
        step,
        durations: true,
        byOperation: byOperation || operation !== undefined,
        operation,
      },
      asking,
      question.environments,
    );
    return operation === undefined
      ? found
      : {
          ...found,
          data: found.data.map(answer => ({
            ...answer,
            rows: answer.rows.filter(row => isOf(row, operation)),
          })),
        };
  }
}

/** Not every source narrows by operation. */
function isOf(row: CountRow, operation: string): boolean {
  return row.operation === operation;
}
