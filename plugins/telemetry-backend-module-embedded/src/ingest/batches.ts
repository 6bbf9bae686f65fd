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
  /** Callers' ends of calls; the other ends are their requests'. */
  callers: CallerEnd[];
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

/** Says which spans of a trace from a service a block holds. */
export interface PartRow {
  traceId: string;
  blockId: string;
  service: string;
  /** Of each span a mark, as {@link markOf} makes it. */
  marks: string;
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
  /** Requests that it stands for; 1 where all are sent. */
  weight: number;
  httpStatus: number | undefined;
  error: boolean;
  /** Its end of the call, or of each that it answers. */
  answers: CalleeEnd[];
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

/**
 * The span that both ends of a call know: the caller's own, and the callee's parent; its own where it names
 * none.
 */
export interface SpanKey {
  traceId: string;
  spanId: string;
}

/** A client or producer span. */
export interface CallerEnd {
  side: 'caller';
  at: SpanKey;
  caller: VersionKey;
  parentSpanId?: string;
}

/** A request that names one. */
export interface CalleeEnd {
  side: 'callee';
  at: SpanKey;
  callee: Callee;
}

export type CallEnd = CallerEnd | CalleeEnd;

/** A request that somebody made. */
export interface Callee extends VersionKey {
  spanId: string;
  operation: string;
  kind: 'call' | 'event';
  startUs: number;
  error: boolean;
  /** Requests that it stands for; 1 where all are sent. */
  weight: number;
}

/** A call with both of its ends. */
export interface JoinedCall {
  caller: VersionKey;
  callee: Callee;
  /** It was counted, and is not one: the callee's caller is another. */
  isTakenBack?: boolean;
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
  /** With its time: the same line in another export request is the same again. */
  identity: string;
}

export interface RuntimeRow extends VersionKey {
  instance: string;
  metric: string;
  /** Tells the values of one metric apart; '' for a single one. */
  attributes: string;
  bucket: number;
  timeUs: number;
  value: number;
  /** Of an increase, the seconds that it is of; else 0. */
  seconds: number;
}
