import type { SourceSpan } from '@sextant/plugin-telemetry-common';
import { ReadResource, readResource } from './readResource';
import { Rejections, TimeWindow } from './Rejections';
import { samplingWeight } from './samplingWeight';
import {
  attributes,
  identifier,
  integer,
  list,
  message,
  nanoseconds,
  text,
} from './wire';

/** Events or links of one span; OpenTelemetry's SDKs send 128 of each. */
const MAX_PARTS = 10_000;

/** A span with its trace, and how many requests it stands for where it was sampled.
 *
 * @public
 */
export type ReadSpan = SourceSpan & { traceId: string; weight: number };

/** Spans of one resource.
 *
 * @public
 */
export interface ResourceSpans extends ReadResource {
  spans: ReadSpan[];
}

/** Reads an `ExportTraceServiceRequest`; spans that cannot be stored are counted with the reason.
 *
 * @public
 */
export function readTraces(
  request: unknown,
  window?: TimeWindow,
): { resources: ResourceSpans[]; rejections: Rejections } {
  const rejections = new Rejections();
  return {
    resources: [...eachResource(request, rejections, window)],
    rejections,
  };
}

/**
 * As {@link readTraces}, a piece at a time: a resource of many spans comes in several, so that whoever
 * reads a large request can let others have their turn.
 *
 * @public
 */
export function* eachResource(
  request: unknown,
  rejections: Rejections,
  window?: TimeWindow,
  maxSpans = Infinity,
): Generator<ResourceSpans> {
  const root = message(request, 'body');
  for (const [r, entry] of list(
    root.resourceSpans,
    'resourceSpans',
  ).entries()) {
    const path = `resourceSpans[${r}]`;
    const { resource: rawResource, scopeSpans } = message(entry, path);
    const read = readResource(rawResource, `${path}.resource`);
    let spans: ResourceSpans['spans'] = [];
    for (const [s, scoped] of list(
      scopeSpans,
      `${path}.scopeSpans`,
    ).entries()) {
      const scopePath = `${path}.scopeSpans[${s}]`;
      const { scope, spans: rawSpans } = message(scoped, scopePath);
      const scopeName =
        text(message(scope, `${scopePath}.scope`).name, 512) || undefined;
      for (const [i, raw] of list(rawSpans, `${scopePath}.spans`).entries()) {
        const span = readSpan(raw, `${scopePath}.spans[${i}]`, read, scopeName);
        const reason = reasonAgainst(span, window);
        if (reason) {
          rejections.add(reason);
        } else if (spans.push(span) >= maxSpans) {
          yield { ...read, spans };
          spans = [];
        }
      }
    }
    if (spans.length > 0) {
      yield { ...read, spans };
    }
  }
}

function readSpan(
  raw: unknown,
  path: string,
  { resource }: ReadResource,
  scope: string | undefined,
): ReadSpan {
  const span = message(raw, path);
  const status = message(span.status, `${path}.status`);
  const startUnixNano = nanoseconds(
    span.startTimeUnixNano,
    `${path}.startTimeUnixNano`,
  );
  const end = nanoseconds(span.endTimeUnixNano, `${path}.endTimeUnixNano`);
  const traceId = identifier(span.traceId, 16);
  return {
    traceId,
    weight: samplingWeight(text(span.traceState, 512), traceId),
    spanId: identifier(span.spanId, 8),
    parentSpanId: identifier(span.parentSpanId, 8) || undefined,
    name: text(span.name, 1024),
    kind: kindOf(span.kind, `${path}.kind`),
    startUnixNano,
    endUnixNano: end < startUnixNano ? startUnixNano : end,
    status: statusOf(status.code, `${path}.status.code`),
    statusMessage: text(status.message, 4096) || undefined,
    resource,
    scope,
    attributes: attributes(span.attributes, `${path}.attributes`),
    events: list(span.events, `${path}.events`).map(entry => {
      const event = message(entry, `${path}.events`);
      return {
        name: text(event.name, 1024),
        timeUnixNano: nanoseconds(
          event.timeUnixNano,
          `${path}.events.timeUnixNano`,
        ),
        attributes: attributes(event.attributes, `${path}.events.attributes`),
      };
    }),
    links: list(span.links, `${path}.links`).map(entry => {
      const link = message(entry, `${path}.links`);
      return {
        traceId: identifier(link.traceId, 16),
        spanId: identifier(link.spanId, 8),
        attributes: attributes(link.attributes, `${path}.links.attributes`),
      };
    }),
  };
}

function reasonAgainst(
  span: SourceSpan & { traceId: string },
  window: TimeWindow | undefined,
): string | undefined {
  if (!span.traceId) {
    return 'traceId: allowed 16 bytes that are not all zero';
  }
  if (!span.spanId) {
    return 'spanId: allowed 8 bytes that are not all zero';
  }
  for (const part of ['events', 'links'] as const) {
    if (span[part].length > MAX_PARTS) {
      return `${part}: allowed ${MAX_PARTS} of one span`;
    }
  }
  return (
    window?.reasonAgainst(span.startUnixNano, 'startTimeUnixNano') ??
    window?.reasonAgainst(span.endUnixNano, 'endTimeUnixNano')
  );
}

/** JSON may carry an enum by name, although OTLP asks for numbers. */
function kindOf(value: unknown, path: string): number {
  if (typeof value === 'string' && value.startsWith('SPAN_KIND_')) {
    return Math.max(
      0,
      [
        'UNSPECIFIED',
        'INTERNAL',
        'SERVER',
        'CLIENT',
        'PRODUCER',
        'CONSUMER',
      ].indexOf(value.slice('SPAN_KIND_'.length)),
    );
  }
  const kind = integer(value, path);
  return kind >= 0 && kind <= 5 ? kind : 0;
}

function statusOf(value: unknown, path: string): number {
  if (typeof value === 'string' && value.startsWith('STATUS_CODE_')) {
    return Math.max(
      0,
      ['UNSET', 'OK', 'ERROR'].indexOf(value.slice('STATUS_CODE_'.length)),
    );
  }
  const code = integer(value, path);
  return code === 1 || code === 2 ? code : 0;
}
