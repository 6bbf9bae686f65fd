import type { Attributes } from './statusOf';

/** What emitted a span. @public */
export interface SpanResource {
  service: string;
  version?: string;
  environment?: string;
  instance?: string;
  attributes: Attributes;
}

/** OpenTelemetry's span kinds, by their number on the wire. @public */
export const SPAN_KINDS = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
] as const;

/** OpenTelemetry's span status codes, by their number on the wire. @public */
export const STATUS_UNSET = 0;
/** @public */
export const STATUS_OK = 1;
/** @public */
export const STATUS_ERROR = 2;

/** @public */
export interface SpanEvent {
  name: string;
  timeUnixNano: bigint;
  attributes: Attributes;
}

/** @public */
export interface SpanLink {
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

/** One span as a trace source hands it over; times are exact nanoseconds. @public */
export interface SourceSpan {
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** Index into {@link SPAN_KINDS}. */
  kind: number;
  startUnixNano: bigint;
  endUnixNano: bigint;
  /** {@link STATUS_UNSET}, {@link STATUS_OK} or {@link STATUS_ERROR}. */
  status: number;
  statusMessage?: string;
  resource: SpanResource;
  scope?: string;
  attributes: Attributes;
  events: SpanEvent[];
  links: SpanLink[];
}

/** A whole trace as a source hands it over; spans in any order, possibly repeated. @public */
export interface SourceTrace {
  traceId: string;
  spans: SourceSpan[];
}

/** True for the span with which a service answers a request: the unit of rate, errors and latency. @public */
export function isEntrySpan(span: { kind: number }): boolean {
  return span.kind === 2 || span.kind === 5;
}
