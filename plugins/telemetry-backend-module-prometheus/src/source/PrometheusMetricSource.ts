import {
  Alerts,
  Diagnosis,
  FleetService,
  Metrics,
  Provenance,
  TimeRange,
  VersionFigures,
} from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  MetricSource,
  Scope,
  Sourced,
} from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from '../client/PrometheusClient';
import { PrometheusConfig } from '../config';
import { RequestMetrics, ServiceMetrics } from '../profiles/ServiceMetrics';
import { alertsOf } from './alertsOf';
import { diagnose } from './diagnose';
import { exemplarsOf } from './exemplarsOf';
import { fleetOf } from './fleetOf';
import { windowFor } from './asking';
import { Notes } from './Notes';
import { runtimeOf } from './runtimeOf';
import { seriesOf } from './seriesOf';
import { versionsOf } from './versionsOf';

/** Requests by version from one Prometheus. */
export class PrometheusMetricSource implements MetricSource {
  readonly id: string;
  readonly refreshMs: number;
  readonly environments?: readonly string[];
  readonly #services: ServiceMetrics;

  constructor(
    private readonly client: PrometheusClient,
    private readonly config: PrometheusConfig,
    private readonly now: () => number = Date.now,
  ) {
    this.id = config.id;
    this.refreshMs = config.refreshMs;
    this.environments = config.environments;
    this.#services = new ServiceMetrics(client, config, now);
  }

  async versions(
    scope: Scope,
    { signal }: AskOptions = {},
  ): Promise<Sourced<{ versions: VersionFigures[]; environments: string[] }>> {
    const notes = new Notes();
    const metrics = await this.#services.of(scope, signal);
    const data = metrics
      ? await versionsOf(
          { ...this.#asking(notes, signal), metrics },
          { ...scope, range: this.#untilNow(scope.range) },
        )
      : { versions: [], environments: [] };
    return { data, provenance: this.#provenance(metrics, notes, scope) };
  }

  async series(
    question: Scope & { stepSeconds: number; groupBy: 'version' | 'route' },
    { signal }: AskOptions = {},
  ): Promise<Sourced<Metrics>> {
    const notes = new Notes();
    const asking = this.#asking(notes, signal);
    const scope = { ...question, range: this.#untilNow(question.range) };
    const metrics = await this.#services.of(scope, signal);
    const missing: string[] = [];
    const [series, runtime, exemplars] = await Promise.all([
      seriesOf({ ...asking, metrics }, scope),
      runtimeOf({ ...asking, metrics }, scope),
      metrics
        ? exemplarsOf({ ...asking, metrics }, scope).catch((error: unknown) => {
            signal?.throwIfAborted();
            missing.push(
              `exemplars (${error instanceof Error ? error.message : error})`,
            );
            return [];
          })
        : [],
    ]);
    return {
      data: { ...series, runtime, exemplars },
      provenance: this.#provenance(metrics, notes, scope),
      missing,
    };
  }

  async fleet(
    question: { environment?: string; range: TimeRange },
    { signal }: AskOptions = {},
  ): Promise<Sourced<{ services: FleetService[]; environments: string[] }>> {
    const notes = new Notes();
    const data = await fleetOf(
      this.#asking(notes, signal),
      await this.#services.ofAll(signal),
      { ...question, range: this.#untilNow(question.range) },
    );
    return {
      data,
      provenance: { source: this.id, warnings: notes.texts },
    };
  }

  async alerts(
    scope: Scope,
    { signal }: AskOptions = {},
  ): Promise<Sourced<Alerts>> {
    const notes = new Notes();
    const data = await alertsOf(
      this.#asking(notes, signal),
      scope,
      Math.min(this.now(), scope.range.toMs),
    );
    return { data, provenance: { source: this.id, warnings: notes.texts } };
  }

  async diagnose(
    scope: Scope,
    { signal }: AskOptions = {},
  ): Promise<Diagnosis> {
    return diagnose(
      this.id,
      scope,
      await this.#services.families.all({ signal }),
      await this.#services.of(scope, signal),
    );
  }

  #asking(notes: Notes, signal: AbortSignal | undefined) {
    return { client: this.client, config: this.config, notes, signal };
  }

  /** A window that ends after now draws a flat line for five minutes. */
  #untilNow(range: TimeRange): TimeRange {
    return { ...range, toMs: Math.min(range.toMs, this.now()) };
  }

  #provenance(
    metrics: RequestMetrics | undefined,
    notes: Notes,
    { range }: Scope,
  ): Provenance {
    const link =
      metrics &&
      this.config.queryLink
        ?.replaceAll(
          '{query}',
          encodeURIComponent(
            metrics.expressions.requests([], `${windowFor(this.config, 60)}s`),
          ),
        )
        .replaceAll('{from}', String(range.fromMs))
        .replaceAll('{to}', String(range.toMs));
    return {
      source: this.id,
      rung: metrics && rungOf(metrics),
      link: link || undefined,
      warnings: notes.texts,
    };
  }
}

/** Names profile and rung, as panels show it. */
export function rungOf({ family, versions }: RequestMetrics): string {
  const { profile } = family;
  if (versions.series) {
    return `${profile.name} · label ${versions.series}`;
  }
  return versions.info
    ? `${profile.name} · target_info ${versions.info}`
    : `${profile.name} · unversioned`;
}
