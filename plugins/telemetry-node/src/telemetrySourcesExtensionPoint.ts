import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { LogSource } from './LogSource';
import type { MetricSource } from './MetricSource';
import type { TraceSource } from './TraceSource';

/** How a source is doing. @public */
export interface SourceHealth {
  status: 'ok' | 'degraded' | 'down';
  /** What an operator should know, in one sentence each. */
  notes: string[];
}

/** Where modules plug in their sources; answers of several for one signal are merged. @public */
export interface TelemetrySourcesExtensionPoint {
  addTraceSource(source: TraceSource): void;
  addMetricSource(source: MetricSource): void;
  addLogSource(source: LogSource): void;
  /** Shown at `/api/telemetry/v1/health`. */
  addHealthCheck(source: string, check: () => Promise<SourceHealth>): void;
}

/** @public */
export const telemetrySourcesExtensionPoint =
  createExtensionPoint<TelemetrySourcesExtensionPoint>({
    id: 'telemetry.sources',
  });
