import {
  httpStatusOf,
  isEntrySpan,
  SourceSpan,
} from '@sextant/plugin-telemetry-common';
import type { ResourceSpans } from '@sextant/plugin-telemetry-node/otlp';
import { PresenceRow, SpanRows, TraceRow, VersionKey } from './batches';
import { EdgeJoiner } from './EdgeJoiner';
import { SpanBlockWriter } from './spanBlock';

const MAX_OPERATION = 200;
/** Opening a trace opens its blocks whole, so that they must not be large. */
const MAX_SPANS_PER_BLOCK = 1_000;
const CLIENT = 3;
const PRODUCER = 4;

/**
 * Turns decoded spans into rows: blocks to keep, requests to count and list, edges to draw.
 *
 * @param hash - Of the export request; names its blocks, so that they are stored once.
 */
export function prepareSpans(
  hash: string,
  resources: readonly ResourceSpans[],
  joiner: EdgeJoiner,
): { spans: SpanRows; presence: PresenceRow[] } {
  const rows: SpanRows = {
    blocks: [],
    parts: [],
    requests: [],
    traces: [],
    edges: [],
  };
  const presence: PresenceRow[] = [];
  let block = new SpanBlockWriter();
  let blockStartUs = Infinity;
  const closeBlock = () => {
    if (block.size > 0) {
      rows.blocks.push({
        blockId: `${hash}-${rows.blocks.length}`,
        startUs: blockStartUs,
        data: block.encode(),
      });
    }
    block = new SpanBlockWriter();
    blockStartUs = Infinity;
  };
  for (const { resource, rung, spans } of resources) {
    const key = {
      service: resource.service,
      environment: resource.environment,
      version: resource.version,
    };
    let resourceIndex = block.addResource(resource);
    const traces = new Map<string, TraceRow>();
    const parts = new Set<string>();
    for (const { traceId, ...span } of spans) {
      if (block.size >= MAX_SPANS_PER_BLOCK) {
        closeBlock();
        resourceIndex = block.addResource(resource);
      }
      block.add(traceId, resourceIndex, span);
      parts.add(`${traceId} ${rows.blocks.length}`);
      const trace = traces.get(traceId) ?? emptyTrace(traceId);
      traces.set(traceId, trace);
      addSpan(trace, span, key);
      blockStartUs = Math.min(blockStartUs, trace.startUs);
      addRequest(rows, traceId, span, key, joiner);
    }
    for (const part of parts) {
      const [traceId, index] = part.split(' ');
      rows.parts.push({
        traceId,
        blockId: `${hash}-${index}`,
        service: resource.service,
      });
    }
    const own = [...traces.values()];
    rows.traces.push(...own);
    presence.push({
      ...key,
      instance: resource.instance,
      rung,
      firstUs: own.reduce(
        (first, trace) => Math.min(first, trace.startUs),
        Infinity,
      ),
      lastUs: own.reduce((last, trace) => Math.max(last, trace.endUs), 0),
    });
  }
  closeBlock();
  return { spans: rows, presence };
}

/** Microseconds since the epoch; exact, as they fit a double until the year 2255. */
export function toMicroseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n);
}

function addSpan(trace: TraceRow, span: SourceSpan, { service }: VersionKey) {
  trace.startUs = Math.min(trace.startUs, toMicroseconds(span.startUnixNano));
  trace.endUs = Math.max(trace.endUs, toMicroseconds(span.endUnixNano));
  trace.spans += 1;
  trace.errors += span.status === 2 ? 1 : 0;
  if (!span.parentSpanId) {
    trace.rootService = service;
    trace.rootOperation = span.name.slice(0, MAX_OPERATION);
  }
}

function addRequest(
  rows: SpanRows,
  traceId: string,
  span: SourceSpan,
  key: VersionKey,
  joiner: EdgeJoiner,
) {
  const entry = isEntrySpan(span);
  if (entry || !span.parentSpanId) {
    const startUs = toMicroseconds(span.startUnixNano);
    const httpStatus = httpStatusOf(span.attributes);
    const error = span.status === 2 || (httpStatus ?? 0) >= 500;
    rows.requests.push({
      ...key,
      traceId,
      spanId: span.spanId,
      operation: span.name.slice(0, MAX_OPERATION) || '(unnamed)',
      startUs,
      durationUs: toMicroseconds(span.endUnixNano) - startUs,
      httpStatus,
      error,
      counted: entry,
    });
    if (span.parentSpanId) {
      rows.edges.push(
        ...joiner.addCallee(span.parentSpanId, { ...key, error, startUs }),
      );
    }
  }
  if (span.kind === CLIENT || span.kind === PRODUCER) {
    rows.edges.push(...joiner.addCaller(span.spanId, key));
  }
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
