import type { SourceSpan, TraceOrder } from '@sextant/plugin-telemetry-common';
import type { TimeRange } from '@sextant/plugin-kit-common';
import type { Origin } from './origin';
import type { Asking, PageQuestion, Question, RequestFilter } from './question';
import type { Positioned, SourceAnswer } from './SourceAnswer';

/** A request that a service answered, and the trace around it; undefined is not known. @public */
export interface RequestRow extends Origin, Positioned {
  traceId: string;
  spanId: string;
  operation: string;
  /** Microseconds since the epoch. */
  startUs: number;
  durationUs: number;
  failed: boolean;
  httpStatus?: number;
  trace: {
    startUs: number;
    endUs: number;
    spans: number;
    errors: number;
    services: number;
    rootService?: string;
    rootOperation?: string;
  };
  /** Services on whose spans all wanted attributes stand; undefined where none were asked for. */
  attributesOn?: readonly string[];
  /** Of a search over all services, where a trace is one row: all its requests that match, oldest first. */
  others?: readonly RequestRow[];
}

/** A search for requests. `newest` comes in pages; the other orders are one page. @public */
export interface RequestQuestion extends Question, RequestFilter, PageQuestion {
  order: TraceOrder;
  /** Requests of these are not wanted; a source may answer with them all the same. */
  exceptServices?: readonly string[];
}

/** Requests from one version to another. @public */
export interface EdgeRow {
  /** Undefined where the caller is not known: it sent no span, or none that was joined. */
  from?: Origin;
  to: Origin;
  kind: 'call' | 'event';
  operation?: string;
  requests: number;
  failed?: number;
  /** To the minute; undefined is not known. */
  lastSeenMs?: number;
  /** True where the figure was scaled from a sample. */
  isEstimated?: boolean;
}

/** Which calls are wanted. @public */
export interface EdgeQuestion extends Question {
  /** Those that begin or end at one of these services; a source may answer with more. */
  endsAt?: readonly string[];
}

/** Calls, and the range they are really of. @public */
export interface EdgeAnswer extends SourceAnswer<EdgeRow> {
  covered: TimeRange;
  /** True where also what no caller is known of is told: of each callee the rows are all it counted. */
  isWhole: boolean;
}

/** Where traces come from. @public */
export interface TraceSource {
  requests(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<RequestRow>>;
  /** Names of a service's operations, for a filter. */
  operations(question: Question, asking: Asking): Promise<SourceAnswer<string>>;
  /** All spans of a trace; none when the source does not have it. */
  trace(
    traceId: string,
    near: TimeRange | undefined,
    asking: Asking,
  ): Promise<SourceAnswer<SourceSpan>>;
  /** Who called whom; the answer says of which range. */
  edges(question: EdgeQuestion, asking: Asking): Promise<EdgeAnswer>;
}
