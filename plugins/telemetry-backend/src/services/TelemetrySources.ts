import { ServiceUnavailableError } from '@backstage/errors';
import {
  LogSource,
  MetricSource,
  SourceHealth,
  TelemetrySourcesExtensionPoint,
  TraceSource,
} from '@sextant/plugin-telemetry-node';

/** The sources that modules plugged in. */
export class TelemetrySources implements TelemetrySourcesExtensionPoint {
  #traces: TraceSource | undefined;
  #metrics: MetricSource | undefined;
  #logs: LogSource | undefined;
  readonly #checks = new Map<string, () => Promise<SourceHealth>>();

  setTraceSource(source: TraceSource) {
    refuseSecond('trace', this.#traces, source);
    this.#traces = source;
  }

  setMetricSource(source: MetricSource) {
    refuseSecond('metric', this.#metrics, source);
    this.#metrics = source;
  }

  setLogSource(source: LogSource) {
    refuseSecond('log', this.#logs, source);
    this.#logs = source;
  }

  addHealthCheck(source: string, check: () => Promise<SourceHealth>) {
    this.#checks.set(source, check);
  }

  get traces(): TraceSource {
    return this.#traces ?? missing('trace');
  }

  get metrics(): MetricSource {
    return this.#metrics ?? missing('metric');
  }

  get logs(): LogSource {
    return this.#logs ?? missing('log');
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

function refuseSecond(
  signal: string,
  present: { id: string } | undefined,
  added: { id: string },
) {
  if (present) {
    throw new Error(
      `Two ${signal} sources are installed: ${present.id} and ${added.id}; allowed one`,
    );
  }
}

function missing(signal: string): never {
  throw new ServiceUnavailableError(
    `No ${signal} source is installed; add a telemetry module such as @sextant/plugin-telemetry-backend-module-embedded`,
  );
}
