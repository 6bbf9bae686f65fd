import { RuntimeSeries } from '@sextant/plugin-telemetry-common';
import {
  Asking,
  Question,
  SourceAnswer,
  UsageRow,
} from '@sextant/plugin-telemetry-node';
import { Joined, withData } from '../asking/partial';
import { questionOf, Scope } from '../asking/scope';
import { answered, SourceQuestion } from '../asking/SourceQuestion';
import { Upstreams } from '../asking/Upstreams';
import { Axis } from '../figures/chart';
import { groupBy } from '../figures/groupBy';
import { Namer } from '../naming/Namer';

/** What the processes of a service use. */
export class Runtime {
  readonly #upstreams: Upstreams;
  readonly #usage: SourceQuestion<
    'runtime',
    Question & { step: number },
    SourceAnswer<UsageRow>
  >;

  constructor(upstreams: Upstreams, now?: () => number) {
    this.#upstreams = upstreams;
    this.#usage = new SourceQuestion(
      {
        name: 'usage',
        ask: (source, question, asking) => source.usage(question, asking),
      },
      now,
    );
  }

  async usage(
    scope: Scope,
    step: number,
    asking: Asking,
  ): Promise<Joined<UsageRow[]>> {
    const question = { ...questionOf(scope), step };
    const { data, ...rest } = answered(
      await this.#usage.askAll(
        this.#upstreams.of('runtime', question.environments),
        () => question,
        asking,
      ),
    );
    return withData(
      { ...rest, data },
      data.flatMap(({ rows }) => rows),
    );
  }

  /** Lines of the charts; where several say the same, the mean over all their instances. */
  lines(
    rows: readonly UsageRow[],
    { timesMs, stepSeconds }: Axis,
    namer: Namer,
  ): RuntimeSeries[] {
    const named = rows
      .map(row => ({ row, key: namer.versionAt(row, row.fromMs) }))
      .filter(
        ({ row, key }) =>
          namer.isChosenVersion(key) && namer.isChosenEnvironment(row),
      );
    const [originMs = 0] = timesMs;
    return groupBy(named, ({ row, key }) => [row.metric, key]).map(own => {
      const sums = timesMs.map(() => ({ value: 0, instances: 0 }));
      for (const { row } of own) {
        const at = Math.floor((row.fromMs - originMs) / 1000 / stepSeconds);
        const sum = sums[at];
        if (sum) {
          sum.value += row.value * row.instances;
          sum.instances += row.instances;
        }
      }
      return {
        metric: own[0].row.metric,
        unit: own[0].row.unit,
        key: own[0].key,
        values: sums.map(({ value, instances }) =>
          instances > 0 ? value / instances : null,
        ),
      };
    });
  }
}
