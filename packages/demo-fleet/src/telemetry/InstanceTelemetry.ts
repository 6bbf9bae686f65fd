import { Attributes, Meter, metrics, Tracer } from '@opentelemetry/api';
import { Logger } from '@opentelemetry/api-logs';
import { TraceState } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchLogRecordProcessor,
  LoggerProvider,
} from '@opentelemetry/sdk-logs';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  Sampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace-base';

/** Where telemetry goes: a base URL that takes `/v1/traces`, `/v1/metrics` and `/v1/logs`. */
export interface OtlpTarget {
  endpoint: string;
  /** Whole addresses where a signal goes somewhere else; metrics may be `none`. */
  signals?: { traces?: string; logs?: string; metrics?: string };
  headers?: Record<string, string>;
}

/** Tracer, logger and meter of one instance of one version; nothing is shared or global. */
export class InstanceTelemetry {
  readonly tracer: Tracer;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly #providers: Array<{
    forceFlush(): Promise<void>;
    shutdown(): Promise<void>;
  }>;

  /**
   * @param live - Exports by itself every two seconds; history is flushed by hand instead, and has
   *   no metrics.
   * @param sampledOneIn - Spans say that they are one of so many.
   */
  constructor(
    attributes: Attributes,
    target: OtlpTarget,
    { live, sampledOneIn = 1 }: { live: boolean; sampledOneIn?: number },
  ) {
    const resource = resourceFromAttributes(attributes);
    const exporter = (path: 'traces' | 'logs' | 'metrics') => ({
      url: target.signals?.[path] ?? `${target.endpoint}/v1/${path}`,
      headers: target.headers,
      timeoutMillis: 20_000,
    });
    const queue = {
      maxQueueSize: live ? 8_192 : 200_000,
      maxExportBatchSize: live ? 1_024 : 2_000,
      scheduledDelayMillis: live ? 2_000 : 3_600_000,
    };
    const traces = new BasicTracerProvider({
      resource,
      sampler:
        sampledOneIn > 1 ? sampledSampler(sampledOneIn) : new AlwaysOnSampler(),
      spanProcessors: [
        new BatchSpanProcessor(
          new OTLPTraceExporter(exporter('traces')),
          queue,
        ),
      ],
    });
    const logs = new LoggerProvider({
      resource,
      processors: [
        new BatchLogRecordProcessor({
          exporter: new OTLPLogExporter(exporter('logs')),
          ...queue,
        }),
      ],
    });
    this.tracer = traces.getTracer('demo-fleet');
    this.logger = logs.getLogger('demo-fleet');
    this.#providers = [traces, logs];
    if (live && target.signals?.metrics !== 'none') {
      const meters = new MeterProvider({
        resource,
        readers: [
          new PeriodicExportingMetricReader({
            exporter: new OTLPMetricExporter(exporter('metrics')),
            exportIntervalMillis: 15_000,
          }),
        ],
      });
      this.meter = meters.getMeter('demo-fleet');
      this.#providers.push(meters);
    } else {
      this.meter = metrics.getMeter('none');
    }
  }

  async flush(): Promise<void> {
    await Promise.all(this.#providers.map(provider => provider.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#providers.map(provider => provider.shutdown()));
  }
}

/**
 * Keeps all, of a past that was thinned out before it was lived through: the threshold says so, as in
 * OpenTelemetry's probability sampling.
 */
function sampledSampler(oneIn: number): Sampler {
  const threshold =
    BigInt(2) ** BigInt(56) - BigInt(2) ** BigInt(56) / BigInt(oneIn);
  const th = threshold.toString(16).padStart(14, '0').replace(/0+$/, '');
  const traceState = new TraceState(`ot=th:${th}`);
  return {
    shouldSample: () => ({
      decision: SamplingDecision.RECORD_AND_SAMPLED,
      traceState,
    }),
    toString: () => `1 of ${oneIn}`,
  };
}
