import {
  CountAnswer,
  CountQuestion,
  ExemplarQuestion,
  ExemplarRow,
  ExemplarSource,
  MetricSource,
  SourceAnswer,
} from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { withPresence } from './presence';
import { Provenances } from './Provenances';
import { gridFor, redCounts } from './redCounts';
import { originOf, Row, whereChosen } from './rows';

const EXEMPLAR_CANDIDATES = 20_000;

/** Requests by version, counted from the server spans that were stored. */
export class EmbeddedMetricSource implements MetricSource, ExemplarSource {
  readonly #knex: Knex;
  readonly #provenances: Provenances;
  readonly #now: () => number;

  constructor(
    knex: Knex,
    provenances: Provenances,
    now: () => number = Date.now,
  ) {
    this.#knex = knex;
    this.#provenances = provenances;
    this.#now = now;
  }

  async counts(question: CountQuestion): Promise<CountAnswer> {
    const grid = gridFor(question.range, question.step, this.#now());
    const counts = await redCounts(this.#knex, question, grid);
    const rows =
      question.step === 'whole'
        ? await withPresence(this.#knex, counts, question, grid)
        : counts;
    return {
      rows,
      covered: grid.covered,
      step: question.step === 'whole' ? 'whole' : grid.step,
      applied: new Set(['environments', 'versions', 'operation']),
      provenance: await this.#provenances.of(question, 'spans'),
    };
  }

  /** Failed ones, then the slowest, of the latest requests. */
  async exemplars(
    question: ExemplarQuestion,
  ): Promise<SourceAnswer<ExemplarRow>> {
    const candidates = this.#knex('embedded_request')
      .where('start_us', '>=', Math.trunc(question.range.fromMs * 1000))
      .where('start_us', '<', Math.ceil(question.range.toMs * 1000))
      .modify(builder => {
        whereChosen(builder, 'service', question.services);
        whereChosen(builder, 'environment', question.environments);
        whereChosen(builder, 'version', question.versions);
        if (question.operation !== undefined) {
          builder.where('operation', question.operation);
        }
      })
      .orderBy('start_us', 'desc')
      .limit(EXEMPLAR_CANDIDATES);
    const ranked = (failed: number, limit: number): Knex.QueryBuilder =>
      this.#knex
        .select('*')
        .from(candidates.clone().as('latest'))
        .where({ error: failed })
        .orderBy('duration_us', 'desc')
        .limit(limit);
    const failed: Row[] = await ranked(1, Math.ceil(question.limit / 4));
    const slow: Row[] = await ranked(0, Math.ceil(question.limit / 4));
    return {
      rows: [...failed, ...slow].map(row => ({
        ...originOf(row),
        timeMs: Number(row.start_us) / 1000,
        durationSeconds: Number(row.duration_us) / 1e6,
        traceId: String(row.trace_id),
        spanId: String(row.span_id),
        operation: String(row.operation),
        failed: Number(row.error) === 1,
      })),
      applied: new Set(['environments', 'versions']),
      provenance: await this.#provenances.of(question),
    };
  }
}
