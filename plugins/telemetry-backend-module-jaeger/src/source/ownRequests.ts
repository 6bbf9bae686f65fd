import {
  httpStatusOf,
  isEntrySpan,
  SourceSpan,
  SourceTrace,
  STATUS_ERROR,
} from '@sextant/plugin-telemetry-common';
import { compareText } from '@sextant/plugin-kit-node';
import {
  isChosen,
  RequestQuestion,
  RequestRow,
} from '@sextant/plugin-telemetry-node';

/**
 * The requests in a trace that a search is about: the spans with which a service answers, and those that
 * began the trace. Only these are compared with the filters: a search in Jaeger also finds traces in which
 * something else of the service matches.
 */
export function ownRequests(
  trace: SourceTrace,
  question: RequestQuestion,
): RequestRow[] {
  const on = servicesWith(trace, question);
  if (on?.length === 0) {
    return [];
  }
  const own = trace.spans.filter(
    span =>
      (isEntrySpan(span) || !span.parentSpanId) &&
      (!question.services ||
        question.services.includes(span.resource.service)) &&
      matches(span, question),
  );
  const around = traceAround(trace);
  const rows = own.map(span => toRow(span, trace.traceId, around, on));
  if (question.services || rows.length === 0) {
    return rows;
  }
  // Over all services a trace is one row: its first request, with the others beside it.
  const others = rows.sort((a, b) => newestFirst(b, a));
  return [{ ...others[0], others }];
}

/** What a request's place in the list depends on. */
export type Placed = Pick<RequestRow, 'startUs' | 'spanId' | 'traceId'>;

/** Where the list goes on behind a request. */
export function positionOf({ startUs, spanId, traceId }: Placed): string {
  return `${startUs}.${spanId}.${traceId}`;
}

/** Newest first, in one order whatever the server's. */
export function newestFirst(a: Placed, b: Placed): number {
  return (
    b.startUs - a.startUs ||
    compareText(b.spanId, a.spanId) ||
    compareText(b.traceId, a.traceId)
  );
}

function toRow(
  span: SourceSpan,
  traceId: string,
  trace: RequestRow['trace'],
  attributesOn: readonly string[] | undefined,
): RequestRow {
  const { service, version, environment, instance } = span.resource;
  const startUs = Number(span.startUnixNano / 1000n);
  const at = { startUs, spanId: span.spanId, traceId };
  return {
    service,
    version,
    environment,
    instance,
    ...at,
    position: positionOf(at),
    operation: span.name,
    durationUs: Number((span.endUnixNano - span.startUnixNano) / 1000n),
    failed: hasFailed(span),
    httpStatus: httpStatusOf(span.attributes),
    trace,
    attributesOn,
  };
}

function traceAround({ spans }: SourceTrace): RequestRow['trace'] {
  let [first, last] = [spans[0].startUnixNano, spans[0].endUnixNano];
  for (const span of spans) {
    first = span.startUnixNano < first ? span.startUnixNano : first;
    last = span.endUnixNano > last ? span.endUnixNano : last;
  }
  const root = spans.find(span => !span.parentSpanId);
  return {
    startUs: Number(first / 1000n),
    endUs: Number(last / 1000n),
    spans: spans.length,
    errors: spans.filter(({ status }) => status === STATUS_ERROR).length,
    services: new Set(spans.map(({ resource }) => resource.service)).size,
    rootService: root?.resource.service,
    rootOperation: root?.name,
  };
}

/** Services on whose spans, or resources, all wanted attributes stand; undefined where none are wanted. */
function servicesWith(
  { spans }: SourceTrace,
  { attributes }: RequestQuestion,
): string[] | undefined {
  if (!attributes || attributes.length === 0) {
    return undefined;
  }
  const holders = spans.filter(span =>
    attributes.every(({ key, value }) => {
      const held = span.attributes[key] ?? span.resource.attributes[key];
      return held !== undefined && String(held) === value;
    }),
  );
  return [...new Set(holders.map(({ resource }) => resource.service))];
}

function matches(span: SourceSpan, question: RequestQuestion): boolean {
  const startMs = Number(span.startUnixNano) / 1e6;
  const duration = Number(span.endUnixNano - span.startUnixNano) / 1e9;
  const {
    range,
    minDurationSeconds = 0,
    maxDurationSeconds = Infinity,
  } = question;
  return (
    startMs >= range.fromMs &&
    startMs < range.toMs &&
    isChosen(span.resource.environment, question.environments) &&
    isChosen(span.resource.version, question.versions) &&
    (question.operation === undefined || span.name === question.operation) &&
    duration >= minDurationSeconds &&
    duration <= maxDurationSeconds &&
    hasStatus(span, question.status)
  );
}

function hasStatus(span: SourceSpan, status: string | undefined): boolean {
  const http = httpStatusOf(span.attributes);
  switch (status) {
    case undefined:
      return true;
    case 'error':
      return hasFailed(span);
    case 'ok':
      return !hasFailed(span);
    default:
      return /^\dxx$/.test(status)
        ? http !== undefined && String(http)[0] === status[0]
        : String(http) === status;
  }
}

/** As everywhere: marked as an error, or answered with an HTTP status of 500 or above. */
export function hasFailed(span: SourceSpan): boolean {
  return (
    span.status === STATUS_ERROR || (httpStatusOf(span.attributes) ?? 0) >= 500
  );
}
