import { cleanText } from '@sextant/plugin-kit-common';
import {
  httpStatusOf,
  SourceSpan,
  SpanResource,
} from '@sextant/plugin-telemetry-common';
import type {
  ReadResource,
  ResourceSpans,
} from '@sextant/plugin-telemetry-node/otlp';
import {
  BlockRow,
  PartRow,
  PresenceRow,
  SpanKey,
  SpanRows,
  TraceRow,
  VersionKey,
} from './batches';
import { SpanBlockWriter } from './spanBlock';

const MAX_OPERATION = 200;
/** Opening a trace opens its blocks whole, so that they must not be large. */
const MAX_SPANS_PER_BLOCK = 1_000;
const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;
const STATUS_ERROR = 2;
const CAPITAL_A = 65;
const SMALL_A = 97;
/** Of a batch consumer, whose one span may link to many messages. */
const MAX_LINKED_PRODUCERS = 100;

/**
 * Turns decoded spans into rows, a piece at a time: blocks to keep, requests to count and list, ends of
 * calls to join.
 */
export class SpanPreparation {
  readonly #hash: string;
  readonly #presence: PresenceRow[] = [];
  readonly #rows: SpanRows = {
    blocks: [],
    parts: [],
    requests: [],
    traces: [],
    callers: [],
  };
  readonly #blocks: Array<Promise<BlockRow>> = [];
  readonly #parts = new Map<string, PartRow>();
  #block = new SpanBlockWriter();
  #blockStartUs = Infinity;

  /** @param hash - Of the export request; names its blocks, so that they are stored once. */
  constructor(hash: string) {
    this.#hash = hash;
  }

  add(read: ResourceSpans) {
    const { resource, spans } = read;
    const key = versionKeyOf(resource);
    const traces = new Map<string, TraceRow>();
    for (const { traceId, ...span } of spans) {
      if (this.#block.size >= MAX_SPANS_PER_BLOCK) {
        this.#closeBlock();
      }
      this.#block.add(traceId, resource, span);
      this.#markPart(traceId, resource.service, span);
      const trace = traces.get(traceId) ?? emptyTrace(traceId);
      traces.set(traceId, trace);
      addSpan(trace, span, key);
      this.#blockStartUs = Math.min(this.#blockStartUs, trace.startUs);
      addRequest(this.#rows, traceId, span, key);
    }
    const own = [...traces.values()];
    this.#rows.traces.push(...own);
    this.#presence.push(
      presenceOf(
        read,
        own.reduce((first, { startUs }) => Math.min(first, startUs), Infinity),
        own.reduce((last, { endUs }) => Math.max(last, endUs), 0),
      ),
    );
  }

  /** All that was added; nothing can be added after it. */
  async finish(): Promise<{ spans: SpanRows; presence: PresenceRow[] }> {
    this.#closeBlock();
    this.#rows.parts.push(...this.#parts.values());
    this.#rows.blocks.push(...(await Promise.all(this.#blocks)));
    return { spans: this.#rows, presence: this.#presence };
  }

  /** A resource that is read in pieces has one part in a block all the same. */
  #markPart(traceId: string, service: string, span: SourceSpan) {
    const index = this.#blocks.length;
    const key = `${traceId}${index} ${service}`;
    const part = this.#parts.get(key);
    if (part) {
      part.marks += markOf(span);
    } else {
      this.#parts.set(key, {
        traceId,
        blockId: `${this.#hash}-${index}`,
        service,
        marks: markOf(span),
      });
    }
  }

  #closeBlock() {
    if (this.#block.size > 0) {
      const blockId = `${this.#hash}-${this.#blocks.length}`;
      const startUs = this.#blockStartUs;
      const encoded = this.#block.encode();
      this.#blocks.push(encoded.then(data => ({ blockId, startUs, data })));
    }
    this.#block = new SpanBlockWriter();
    this.#blockStartUs = Infinity;
  }
}

type Weighted = SourceSpan & { weight: number };

/** Characters of a span's mark. */
export const MARK_LENGTH = 17;

/**
 * Tells a span from the others of its trace and service, and says whether it failed: its id and a letter
 * for its kind, a capital one where it failed. A span that came in two export requests has one mark.
 */
export function markOf({
  spanId,
  kind,
  status,
}: Pick<SourceSpan, 'spanId' | 'kind' | 'status'>): string {
  const first = status === STATUS_ERROR ? CAPITAL_A : SMALL_A;
  return spanId + String.fromCharCode(first + Math.min(Math.max(kind, 0), 25));
}

/** What a resource says of where it comes from, as it is stored. */
export function versionKeyOf({
  service,
  environment = '',
  version = '',
}: SpanResource): VersionKey {
  return { service, environment, version };
}

/** When a version was heard of. */
export function presenceOf(
  { resource, versionKey = '' }: ReadResource,
  firstUs: number,
  lastUs: number,
): PresenceRow {
  return {
    ...versionKeyOf(resource),
    instance: resource.instance ?? '',
    rung: versionKey,
    firstUs,
    lastUs,
  };
}

/** Microseconds since the epoch; exact, as they fit a double until the year 2255. */
export function toMicroseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n);
}

function addSpan(trace: TraceRow, span: SourceSpan, { service }: VersionKey) {
  trace.startUs = Math.min(trace.startUs, toMicroseconds(span.startUnixNano));
  trace.endUs = Math.max(trace.endUs, toMicroseconds(span.endUnixNano));
  trace.spans += 1;
  trace.errors += span.status === STATUS_ERROR ? 1 : 0;
  if (!span.parentSpanId) {
    trace.rootService = service;
    trace.rootOperation = cleanText(span.name, MAX_OPERATION);
  }
}

function addRequest(
  rows: SpanRows,
  traceId: string,
  span: Weighted,
  key: VersionKey,
) {
  const isEntry = span.kind === SERVER || span.kind === CONSUMER;
  if (isEntry || !span.parentSpanId) {
    const startUs = toMicroseconds(span.startUnixNano);
    const httpStatus = httpStatusOf(span.attributes);
    const error = span.status === STATUS_ERROR || (httpStatus ?? 0) >= 500;
    const request = {
      ...key,
      spanId: span.spanId,
      operation: cleanText(span.name, MAX_OPERATION) || '(unnamed)',
      startUs,
      error,
      weight: span.weight,
    };
    const kind = span.kind === CONSUMER ? 'event' : 'call';
    rows.requests.push({
      ...request,
      traceId,
      parentSpanId: span.parentSpanId,
      kind: span.kind,
      durationUs: toMicroseconds(span.endUnixNano) - startUs,
      httpStatus,
      answers: isEntry
        ? callersOf(traceId, span).map(at => ({
            side: 'callee',
            at,
            callee: { ...request, kind },
          }))
        : [],
    });
  }
  if (span.kind === CLIENT || span.kind === PRODUCER) {
    rows.callers.push({
      side: 'caller',
      at: { traceId, spanId: span.spanId },
      caller: key,
      parentSpanId: span.parentSpanId,
    });
  }
}

/** Where the other ends of a request's calls may be. */
function callersOf(traceId: string, span: SourceSpan): SpanKey[] {
  // A consumer belongs to its producer by link where it begins a trace of its own.
  return span.kind === CONSUMER && !span.parentSpanId
    ? span.links.slice(0, MAX_LINKED_PRODUCERS)
    : [{ traceId, spanId: span.parentSpanId ?? span.spanId }];
}

function emptyTrace(traceId: string): TraceRow {
  return {
    traceId,
    startUs: Infinity,
    endUs: 0,
    spans: 0,
    errors: 0,
    rootService: undefined,
    rootOperation: undefined,
  };
}
