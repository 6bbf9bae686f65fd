import type {
  Diagnosis,
  Provenance,
  TimeRange,
} from '@sextant/plugin-telemetry-common';

/** What a question is about: a service by telemetry name, where, which versions, when. @public */
export interface Scope {
  /** OpenTelemetry `service.name`. */
  service: string;
  /** All environments when undefined. */
  environment?: string;
  /** All versions when undefined. */
  versions?: readonly string[];
  range: TimeRange;
  /** What the catalog says about how to find this service's telemetry. */
  annotations?: Readonly<Record<string, string>>;
}

/** Options every port takes: who waits can stop waiting. @public */
export interface AskOptions {
  signal?: AbortSignal;
}

/** What a source answers, with where it came from. @public */
export interface Sourced<T> {
  data: T;
  provenance: Provenance;
  /** Parts of the answer that could not be had. */
  missing?: string[];
}

/** What all sources have in common. @public */
export interface TelemetrySource {
  /** Unique among the installed sources of a signal; people see it in errors. */
  readonly id: string;
  /** Environments it holds telemetry of; all when undefined. */
  readonly environments?: readonly string[];
  /** How long an answer stays good; 0 or undefined when it must always be asked. */
  readonly refreshMs?: number;
  /** True for a source that steps back where another one for its signal is configured. */
  readonly isFallback?: boolean;
  /** What is there of a service, on which rung, and what would lift it. */
  diagnose?(scope: Scope, options?: AskOptions): Promise<Diagnosis>;
}
