import type { Provenance, TimeRange } from '@sextant/plugin-telemetry-common';

/** What a question is about: a service by telemetry name, where, which versions, when. @public */
export interface Scope {
  /** OpenTelemetry `service.name`. */
  service: string;
  /** All environments when undefined. */
  environment?: string;
  /** All versions when undefined. */
  versions?: readonly string[];
  range: TimeRange;
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
