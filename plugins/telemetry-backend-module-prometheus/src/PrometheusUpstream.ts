import {
  Diagnosis,
  Remedy,
  TelemetrySignal,
} from '@sextant/plugin-telemetry-common';
import {
  Asking,
  Question,
  SourceHealth,
  Sources,
  TelemetryUpstream,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from './client/PrometheusClient';
import { PrometheusConfig } from './config';
import { ServerMetrics } from './profiles/ServerMetrics';
import { anySelector, oneOf } from './promql/promql';
import { diagnose, scrapeRemedy } from './source/diagnose';
import {
  ANNOTATION_ALERT,
  ANNOTATION_RULE,
  PrometheusAlertSource,
} from './source/PrometheusAlertSource';
import { PrometheusExemplarSource } from './source/PrometheusExemplarSource';
import {
  ANNOTATION_METRIC_PROFILE,
  ofProfile,
  PrometheusMetricSource,
  untilNow,
} from './source/PrometheusMetricSource';
import { PrometheusRuntimeSource } from './source/PrometheusRuntimeSource';

/** One Prometheus, or replicas of one. */
export class PrometheusUpstream implements TelemetryUpstream {
  readonly id: string;
  readonly refreshMs: number;
  readonly environments?: readonly string[];
  readonly annotations = [
    ANNOTATION_ALERT,
    ANNOTATION_RULE,
    ANNOTATION_METRIC_PROFILE,
  ];
  readonly sources: Partial<Sources> & Pick<Sources, 'metrics' | 'alerts'>;
  readonly #upstream: Upstream;
  readonly #client: PrometheusClient;
  readonly #server: ServerMetrics;
  readonly #now: () => number;

  constructor(
    upstream: Upstream,
    config: PrometheusConfig,
    now: () => number = Date.now,
  ) {
    this.id = config.id;
    this.refreshMs = config.refreshMs;
    this.environments = config.environments;
    this.#upstream = upstream;
    this.#client = new PrometheusClient(upstream);
    this.#server = new ServerMetrics(this.#client, config, now);
    this.#now = now;
    const parts = [this.#client, config, this.#server, now] as const;
    this.sources = {
      metrics: new PrometheusMetricSource(...parts),
      exemplars: new PrometheusExemplarSource(...parts),
      runtime: new PrometheusRuntimeSource(...parts),
      alerts: new PrometheusAlertSource(...parts),
    };
  }

  async diagnose(
    _signal: TelemetrySignal,
    question: Question,
    asking: Asking,
  ): Promise<Diagnosis> {
    const range = untilNow(question.range, this.#now());
    const held = ofProfile(
      await this.#server.in(range, asking),
      question.hints,
    );
    const { rows } = await this.sources.metrics.counts(
      { ...question, environments: undefined, step: 'whole', durations: false },
      asking,
    );
    return diagnose({
      source: this.id,
      service: question.services?.[0] ?? '',
      held,
      rows: rows.filter(
        ({ requests, instances = 0 }) => requests > 0 || instances > 0,
      ),
      names: rows.length === 0 ? await this.#names(range, asking) : new Map(),
    });
  }

  remedyFor(_signal: TelemetrySignal, service: string): Remedy {
    return scrapeRemedy(service);
  }

  async health(): Promise<SourceHealth> {
    return this.#upstream.health();
  }

  async #names(
    range: Question['range'],
    asking: Asking,
  ): Promise<Map<string, readonly string[]>> {
    const { families, ladder } = await this.#server.in(range, asking);
    const names = families.flatMap(({ base, counter }) => [
      ...(base ? [base, `${base}_count`] : []),
      ...(counter ? [counter] : []),
    ]);
    const window = { from: range.fromMs / 1000, to: range.toMs / 1000 };
    return new Map(
      names.length === 0
        ? []
        : await Promise.all(
            ladder.services.map(
              async (label): Promise<[string, readonly string[]]> => [
                label,
                await this.#client.labelValues(
                  label,
                  anySelector([oneOf('__name__', names)]),
                  window,
                  asking,
                ),
              ],
            ),
          ),
    );
  }
}
