import type {
  DependencyEdge,
  SourceTrace,
  TimeRange,
  TraceOrder,
  Traces,
} from '@sextant/plugin-telemetry-common';
import type { AskOptions, Scope, Sourced, TelemetrySource } from './scope';

/** A search for traces. @public */
export interface TraceQuery extends Omit<Scope, 'service'> {
  /** Every service when undefined, where the source can. */
  service?: string;
  operation?: string;
  /** `error`, `ok`, or an HTTP status such as `503` or a class such as `5xx`. */
  status?: string;
  minDurationSeconds?: number;
  maxDurationSeconds?: number;
  /** Every one must be on one span of the trace, compared as text. */
  attributes?: ReadonlyArray<{ key: string; value: string }>;
  order: TraceOrder;
  limit: number;
  /** Opaque; from the last answer. */
  cursor?: string;
}

/** Where traces come from. @public */
export interface TraceSource extends TelemetrySource {
  /** Summaries, never whole traces. */
  search(query: TraceQuery, options?: AskOptions): Promise<Sourced<Traces>>;
  /** The whole trace, or undefined when the source does not have it. */
  trace(
    traceId: string,
    options?: AskOptions & { range?: TimeRange },
  ): Promise<Sourced<SourceTrace> | undefined>;
  /** Requests between versions of different services. */
  dependencies(
    question: { environment?: string; range: TimeRange },
    options?: AskOptions,
  ): Promise<Sourced<DependencyEdge[]>>;
}
