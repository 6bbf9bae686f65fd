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
  edges: EdgeRow[];
}

export interface VersionKey {
  service: string;
  environment: string;
  version: string;
}

export interface PresenceRow extends VersionKey {
  instance: string;
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
  operation: string;
  startUs: number;
  durationUs: number;
  httpStatus: number | undefined;
  error: boolean;
  /** False for a root span that answers no request: it is listed, but no rate is made of it. */
  counted: boolean;
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

export interface EdgeRow {
  bucket: number;
  environment: string;
  caller: string;
  callerVersion: string;
  callee: string;
  calleeVersion: string;
  error: boolean;
}

export interface LogRow extends VersionKey {
  timeUs: number;
  timeNano: number;
  level: string;
  traceId: string | undefined;
  spanId: string | undefined;
  body: string;
  attributes: string;
}

export interface RuntimeRow extends VersionKey {
  instance: string;
  metric: string;
  bucket: number;
  value: number;
}
