import type {
  Alerts,
  FleetService,
  Metrics,
  TimeRange,
  VersionFigures,
} from '@sextant/plugin-telemetry-common';
import type { AskOptions, Scope, Sourced, TelemetrySource } from './scope';

/** Where rate, errors and latency come from. @public */
export interface MetricSource extends TelemetrySource {
  /** Figures of every version that reported in the range. */
  versions(
    scope: Scope,
    options?: AskOptions,
  ): Promise<Sourced<{ versions: VersionFigures[]; environments: string[] }>>;
  /** At most 300 points per series. */
  series(
    question: Scope & { stepSeconds: number; groupBy: 'version' | 'route' },
    options?: AskOptions,
  ): Promise<Sourced<Metrics>>;
  /** Every service, asked once for the whole fleet. */
  fleet(
    question: { environment?: string; range: TimeRange },
    options?: AskOptions,
  ): Promise<Sourced<{ services: FleetService[]; environments: string[] }>>;
  /** Alerts of a service that fire or are pending, and rules its catalog entity names. */
  alerts?(scope: Scope, options?: AskOptions): Promise<Sourced<Alerts>>;
}
