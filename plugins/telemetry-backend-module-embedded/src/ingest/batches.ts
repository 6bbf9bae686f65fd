/** Rows of one export request, ready to be written. Times in microseconds since the epoch. */
export interface Batch {
  /** Of the request's bytes; the same request again is not stored again. */
  hash: string;
  /** Size in memory, for the queue's bound. */
  bytes: number;
  spans?: SpanRows;
  logs?: LogRow[];
  points?: RuntimeRow[];
  presence: PresenceRow[];
}

export interface SpanRows {
  blocks: BlockRow[];
  parts: PartRow[];
  requests: RequestRow[];
  traces: TraceRow[];
  /** Ends of calls, to be joined with their other ends. */
  ends: CallEnd[];
}

/** What telemetry says of where it comes from; '' where it does not. */
export interface VersionKey {
  service: string;
  environment: string;
  version: string;
}

export interface PresenceRow extends VersionKey {
  instance: string;
  /** The attribute that named the version. */
  rung: string;
  firstUs: number;
  lastUs: number;
}

/** Spans that arrived together, compressed. */
export interface BlockRow {
  blockId: string;
  startUs: number;
  data: Buffer;
}

/** Says that a block holds spans of a trace from a service. */
export interface PartRow {
  traceId: string;
  blockId: string;
  service: string;
}

export interface RequestRow extends VersionKey {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  /** OpenTelemetry span kind; only a server's is counted, the others are listed. */
  kind: number;
  operation: string;
  startUs: number;
  durationUs: number;
  httpStatus: number | undefined;
  error: boolean;
}

export interface TraceRow {
  traceId: string;
  startUs: number;
  endUs: number;
  spans: number;
  errors: number;
  rootService: string | undefined;
  rootOperation: string | undefined;
}

/** The span that both ends of a call know: the caller's own, and the callee's parent. */
export interface SpanKey {
  traceId: string;
  spanId: string;
}

/** A client or producer span, or a request that names one. */
export type CallEnd =
  | { side: 'caller'; at: SpanKey; caller: VersionKey }
  | { side: 'callee'; at: SpanKey; callee: Callee };

/** A request that somebody made. */
export interface Callee extends VersionKey {
  spanId: string;
  operation: string;
  kind: 'call' | 'event';
  startUs: number;
  error: boolean;
}

/** A call with both of its ends. */
export interface JoinedCall {
  caller: VersionKey;
  callee: Callee;
}

export interface LogRow extends VersionKey {
  timeUs: number;
  timeNano: number;
  level: string;
  traceId: string | undefined;
  spanId: string | undefined;
  body: string;
  /** Characters cut off the end of the body. */
  cut: number;
  attributes: string;
}

export interface RuntimeRow extends VersionKey {
  instance: string;
  metric: string;
  bucket: number;
  value: number;
}
