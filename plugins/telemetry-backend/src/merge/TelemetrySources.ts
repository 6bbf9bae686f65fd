import { CacheService } from '@backstage/backend-plugin-api';
import {
  LogSource,
  MetricSource,
  SourceHealth,
  TelemetrySource,
  TelemetrySourcesExtensionPoint,
  TraceSource,
} from '@sextant/plugin-telemetry-node';
import { MergedLogs } from './MergedLogs';
import { MergedMetrics } from './MergedMetrics';
import { MergedTraces } from './MergedTraces';
import { SourceGroup } from './SourceGroup';

/** Each signal as one source. */
export interface MergedSources {
  traces: MergedTraces;
  metrics: MergedMetrics;
  logs: MergedLogs;
}

/** The sources that modules plugged in. */
export class TelemetrySources implements TelemetrySourcesExtensionPoint {
  readonly #traces: TraceSource[] = [];
  readonly #metrics: MetricSource[] = [];
  readonly #logs: LogSource[] = [];
  readonly #checks = new Map<string, () => Promise<SourceHealth>>();

  addTraceSource(source: TraceSource) {
    add('trace', this.#traces, source);
  }

  addMetricSource(source: MetricSource) {
    add('metric', this.#metrics, source);
  }

  addLogSource(source: LogSource) {
    add('log', this.#logs, source);
  }

  addHealthCheck(source: string, check: () => Promise<SourceHealth>) {
    this.#checks.set(source, check);
  }

  /** Puts answers of several sources together; called once all modules have plugged in theirs. */
  merged(cache: CacheService, now: () => number = Date.now): MergedSources {
    const group = <S extends TelemetrySource>(signal: string, sources: S[]) =>
      new SourceGroup(signal, effective(sources), cache, now);
    return {
      traces: new MergedTraces(group('trace', this.#traces)),
      metrics: new MergedMetrics(group('metric', this.#metrics)),
      logs: new MergedLogs(group('log', this.#logs)),
    };
  }

  /** The worst status of all sources, and each with its notes. */
  async health(): Promise<
    SourceHealth & { sources: Record<string, SourceHealth> }
  > {
    const sources: Record<string, SourceHealth> = {};
    for (const [name, check] of this.#checks) {
      sources[name] = await check().catch((error: unknown) => ({
        status: 'down',
        notes: [error instanceof Error ? error.message : String(error)],
      }));
    }
    const statuses = Object.values(sources).map(({ status }) => status);
    const status =
      (['down', 'degraded'] as const).find(worst => statuses.includes(worst)) ??
      'ok';
    return {
      status,
      notes: Object.values(sources).flatMap(({ notes }) => notes),
      sources,
    };
  }
}

function add<S extends TelemetrySource>(signal: string, list: S[], source: S) {
  if (list.some(({ id }) => id === source.id)) {
    throw new Error(
      `Two ${signal} sources are called ${source.id}; allowed one of a name`,
    );
  }
  list.push(source);
}

function effective<S extends TelemetrySource>(sources: readonly S[]): S[] {
  const chosen = sources.filter(source => !source.isFallback);
  return chosen.length > 0 ? chosen : [...sources];
}
