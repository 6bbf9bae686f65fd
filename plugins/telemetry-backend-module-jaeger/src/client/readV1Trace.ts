import {
  Attributes,
  SourceSpan,
  SourceTrace,
  SPAN_KINDS,
  SpanResource,
  STATUS_ERROR,
  STATUS_OK,
  STATUS_UNSET,
} from '@sextant/plugin-telemetry-common';
import { z } from 'zod';
import { resourceFrom } from './resourceFrom';
import { v1SpanSchema, v1TraceSchema } from './v1Schemas';

type Tags = Array<{ key: string; value: string | number | boolean }>;

/** Tags that say what OpenTelemetry has fields for. */
const FIELD_TAGS = new Set([
  'span.kind',
  'error',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.library.name',
]);

/** Jaeger prints trace ids without their leading zeros. */
export function traceIdOf(printed: string): string {
  return printed.toLocaleLowerCase('en-US').padStart(32, '0');
}

/** A trace of the v1 API; times become nanoseconds, ids get their full length. */
export function readV1Trace(
  trace: z.output<typeof v1TraceSchema>,
): SourceTrace {
  const traceId = traceIdOf(trace.traceID);
  const resources = new Map<string, SpanResource>(
    Object.entries(trace.processes ?? {}).map(([id, process]) => [
      id,
      resourceFrom(process.serviceName, attributesOf(process.tags ?? [])),
    ]),
  );
  return {
    traceId,
    spans: trace.spans.map(span =>
      readSpan(
        span,
        traceId,
        resources.get(span.processID ?? '') ??
          resourceFrom(
            span.process?.serviceName ?? 'missing-service-name',
            attributesOf(span.process?.tags ?? []),
          ),
      ),
    ),
  };
}

function readSpan(
  span: z.output<typeof v1SpanSchema>,
  traceId: string,
  resource: SpanResource,
): SourceSpan {
  const tags: Tags = span.tags ?? [];
  const tag = (key: string) => tags.find(entry => entry.key === key)?.value;
  const references = span.references ?? [];
  // What follows from a span of the same trace is its child too, only later.
  const inside = references.filter(
    reference => traceIdOf(reference.traceID) === traceId,
  );
  const parent =
    inside.find(({ refType }) => refType === 'CHILD_OF') ?? inside[0];
  const startUnixNano = BigInt(Math.trunc(span.startTime)) * 1000n;
  const attributes = attributesOf(
    tags.filter(({ key }) => !FIELD_TAGS.has(key)),
  );
  if (span.warnings && span.warnings.length > 0) {
    attributes['jaeger.warnings'] = span.warnings.join('; ');
  }
  return {
    spanId: spanIdOf(span.spanID),
    parentSpanId: parent
      ? spanIdOf(parent.spanID)
      : span.parentSpanID && spanIdOf(span.parentSpanID),
    name: span.operationName,
    kind: kindOf(tag('span.kind')),
    startUnixNano,
    endUnixNano:
      startUnixNano + BigInt(Math.max(0, Math.trunc(span.duration))) * 1000n,
    status: statusOf(tag('error'), tag('otel.status_code')),
    statusMessage: textOf(tag('otel.status_description')),
    resource,
    scope: textOf(tag('otel.scope.name') ?? tag('otel.library.name')),
    attributes,
    events: (span.logs ?? []).map(({ timestamp, fields }) => {
      const own = attributesOf(fields ?? []);
      const { event, message, ...rest } = own;
      return {
        name: String(event ?? message ?? 'event'),
        timeUnixNano: BigInt(Math.trunc(timestamp)) * 1000n,
        attributes:
          event === undefined || message === undefined
            ? rest
            : { ...rest, message },
      };
    }),
    links: references
      .filter(reference => reference !== parent)
      .map(reference => ({
        traceId: traceIdOf(reference.traceID),
        spanId: spanIdOf(reference.spanID),
        attributes: {},
      })),
  };
}

function spanIdOf(printed: string): string {
  return printed.toLocaleLowerCase('en-US').padStart(16, '0');
}

function attributesOf(tags: Tags): Attributes {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

function kindOf(value: string | number | boolean | undefined): number {
  const kind = SPAN_KINDS.findIndex(name => name === value);
  return Math.max(0, kind);
}

function statusOf(
  error: string | number | boolean | undefined,
  code: string | number | boolean | undefined,
): number {
  if (error === true || error === 'true' || code === 'ERROR') {
    return STATUS_ERROR;
  }
  return code === 'OK' ? STATUS_OK : STATUS_UNSET;
}

function textOf(
  value: string | number | boolean | undefined,
): string | undefined {
  return value === undefined || value === '' ? undefined : String(value);
}
