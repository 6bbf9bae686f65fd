import {
  Question,
  RuntimeSource,
  SourceAnswer,
  UsageRow,
} from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { RUNTIME_BUCKET_S } from '../ingest/preparePoints';
import { Provenances } from './Provenances';
import { Conditions, originOf, Row } from './rows';
import { RUNTIME_CHARTS, RuntimeChart } from './runtimeCharts';

/** What the processes of a service used, averaged over the instances of a version. */
export class EmbeddedRuntimeSource implements RuntimeSource {
  readonly #knex: Knex;
  readonly #provenances: Provenances;

  constructor(knex: Knex, provenances: Provenances) {
    this.#knex = knex;
    this.#provenances = provenances;
  }

  async usage(
    question: Question & { step: number },
  ): Promise<SourceAnswer<UsageRow>> {
    const step = Math.max(RUNTIME_BUCKET_S, question.step);
    const from = Math.floor(question.range.fromMs / 1000 / step) * step;
    const means = await this.#means(question, from, step);
    return {
      rows: RUNTIME_CHARTS.flatMap(chart => usageOf(chart, means, from, step)),
      applied: new Set(['environments', 'versions']),
      provenance: await this.#provenances.of(question),
    };
  }

  /** Means by metric and version: of gauges, and of the increase per second of counters. */
  async #means(question: Question, from: number, step: number): Promise<Row[]> {
    const counters = RUNTIME_CHARTS.flatMap(chart =>
      chart.from.flatMap(({ name, isCounter }) => (isCounter ? [name] : [])),
    );
    const conditions = new Conditions()
      .and('bucket >= ?', from)
      .and('bucket < ?', Math.ceil(question.range.toMs / 1000))
      .in('service', question.services)
      .in('environment', question.environments)
      .in('version', question.versions);
    const isCounter = `metric IN (${counters.map(() => '?').join(',')})`;
    // A counter that decreases has started again: no increase is known of that moment. What a process has
    // several values of, such as memory pools, is added up.
    return rowsOf(
      await this.#knex.raw(
        `SELECT metric, service, environment, version, point,
                AVG(value) AS value, COUNT(*) AS instances
           FROM (
             SELECT metric, service, environment, version, instance, point, SUM(value) AS value
               FROM (
                 SELECT metric, service, environment, version, instance, attributes, point,
                        SUM(amount) / SUM(weight) AS value
                   FROM (
                     SELECT metric, service, environment, version, instance, attributes,
                            (bucket - ${from}) / ${step} AS point,
                            CASE WHEN seconds > 0 OR NOT ${isCounter} THEN value
                              WHEN value >= LAG(value) OVER process
                              THEN value - LAG(value) OVER process
                            END AS amount,
                            CASE WHEN seconds > 0 THEN seconds
                              WHEN NOT ${isCounter} THEN 1
                              WHEN value >= LAG(value) OVER process
                              THEN (time_us - LAG(time_us) OVER process) / 1000000.0
                            END AS weight
                       FROM embedded_runtime
                      WHERE ${conditions.sql}
                     WINDOW process AS (
                       PARTITION BY metric, service, environment, version, instance, attributes
                       ORDER BY bucket)
                   ) AS points
                  WHERE weight > 0
                  GROUP BY metric, service, environment, version, instance, attributes, point
               ) AS series
              GROUP BY metric, service, environment, version, instance, point
           ) AS processes
          GROUP BY metric, service, environment, version, point`,
        [...counters, ...counters, ...conditions.bindings],
      ),
    );
  }
}

/** Of each version, the first of a chart's metrics that it sent. */
function usageOf(
  { metric, unit, from: metrics }: RuntimeChart,
  means: readonly Row[],
  from: number,
  step: number,
): UsageRow[] {
  const byVersion = new Map<string, Row[]>();
  for (const row of means) {
    const key = JSON.stringify([row.service, row.environment, row.version]);
    byVersion.set(key, byVersion.get(key) ?? []);
    byVersion.get(key)?.push(row);
  }
  return [...byVersion.values()].flatMap(rows => {
    for (const { name, factor = 1 } of metrics) {
      const own = rows.filter(row => row.metric === name);
      if (own.length > 0) {
        return own.map(row => ({
          ...originOf(row),
          metric,
          unit,
          fromMs: (from + Number(row.point) * step) * 1000,
          value: Number(row.value) * factor,
          instances: Number(row.instances),
        }));
      }
    }
    return [];
  });
}
