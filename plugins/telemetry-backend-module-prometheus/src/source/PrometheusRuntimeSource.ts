import { RuntimeSeries } from '@sextant/plugin-telemetry-common';
import {
  Asking,
  Question,
  RuntimeSource,
  SourceAnswer,
  UsageRow,
} from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from '../client/PrometheusClient';
import { PrometheusConfig } from '../config';
import { ServerMetrics } from '../profiles/ServerMetrics';
import { aggregate } from '../promql/promql';
import { RequestQueries } from '../promql/RequestQueries';
import { askSteps } from './asking';
import { gridOf } from './grid';
import { Notes } from './Notes';
import { untilNow } from './PrometheusMetricSource';

/**
 * What processes export about themselves: prom-client's, Go's, Python's and .NET's default metrics, and
 * OpenTelemetry's process, Node.js, JVM, Go and .NET conventions.
 */
const RUNTIME: ReadonlyArray<{
  metric: RuntimeSeries['metric'];
  unit: RuntimeSeries['unit'];
  names: string[];
  isCounter: boolean;
}> = [
  {
    metric: 'cpu',
    unit: 'ratio',
    names: [
      'process_cpu_seconds_total',
      'process_cpu_time_seconds_total',
      'jvm_cpu_time_seconds_total',
      'dotnet_process_cpu_time_seconds_total',
    ],
    isCounter: true,
  },
  {
    metric: 'memory',
    unit: 'bytes',
    names: [
      'process_resident_memory_bytes',
      'process_memory_usage_bytes',
      'dotnet_process_memory_working_set_bytes',
    ],
    isCounter: false,
  },
  {
    metric: 'event-loop',
    unit: 'seconds',
    names: [
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_eventloop_delay_p99_seconds',
    ],
    isCounter: false,
  },
  {
    metric: 'gc',
    unit: 'ratio',
    names: [
      'nodejs_gc_duration_seconds_sum',
      'jvm_gc_duration_seconds_sum',
      'jvm_gc_pause_seconds_sum',
      'go_gc_duration_seconds_sum',
      'dotnet_gc_pause_time_seconds_total',
    ],
    isCounter: true,
  },
];

/** What the service's processes use, by version, per instance. */
export class PrometheusRuntimeSource implements RuntimeSource {
  readonly #client: PrometheusClient;
  readonly #config: PrometheusConfig;
  readonly #server: ServerMetrics;
  readonly #now: () => number;

  constructor(
    client: PrometheusClient,
    config: PrometheusConfig,
    server: ServerMetrics,
    now: () => number = Date.now,
  ) {
    this.#client = client;
    this.#config = config;
    this.#server = server;
    this.#now = now;
  }

  async usage(
    question: Question & { step: number },
    asking: Asking,
  ): Promise<SourceAnswer<UsageRow>> {
    const notes = new Notes();
    const range = untilNow(question.range, this.#now());
    const held = await this.#server.in(range, asking);
    const grid = gridOf(
      range,
      question.step,
      held.scrapes.of(question.services),
    );
    const { groupLabels, instanceLabels, services } = held.ladder;
    const queries = new RequestQueries(held, question);
    const found = await Promise.all(
      services.length === 0
        ? []
        : RUNTIME.map(async ({ metric, unit, names, isCounter }) => {
            const samples = await askSteps(
              { client: this.#client, notes, asking },
              window => {
                const vector = queries.ofProcesses(names, selected =>
                  isCounter
                    ? `rate(${selected}[${window}])`
                    : `max_over_time(${selected}[${window}])`,
                );
                // One process that says no number must not make all say none.
                const perInstance = aggregate(
                  'sum',
                  [...groupLabels, ...instanceLabels],
                  `(${vector}) >= 0`,
                );
                return aggregate('avg', groupLabels, perInstance);
              },
              grid,
            );
            return samples.flatMap(
              ({ labels, interval, value }): UsageRow[] => {
                const origin = held.ladder.originOf(labels);
                return origin && value !== undefined
                  ? [
                      {
                        ...origin,
                        metric,
                        unit,
                        fromMs: interval.fromMs,
                        value,
                        instances: 1,
                      },
                    ]
                  : [];
              },
            );
          }),
    );
    return {
      rows: found.flat(),
      applied: new Set(),
      provenance: { source: this.#config.id, warnings: notes.texts },
    };
  }
}
