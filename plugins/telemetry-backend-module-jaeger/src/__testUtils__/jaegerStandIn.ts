import { Answering } from '@sextant/plugin-telemetry-node/testUtils';
import { JAEGER, SearchHabits } from '../source/SearchHabits';

/** A span as the stand-in keeps it. */
export interface KeptSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  service: string;
  version?: string;
  environment?: string;
  /** Under which keys its resource says so. */
  keys?: { version: string; environment: string };
  operation: string;
  kind: 'server' | 'client' | 'internal';
  startUs: number;
  durationUs: number;
  error?: boolean;
  httpStatus?: number;
  tags?: Record<string, string>;
}

/**
 * Answers as a Jaeger of v1 does: a trace is found when one span of the service matches everything that
 * is asked, it comes whole, as many as the limit says, in an order that says nothing, and no answer says
 * whether there are more.
 */
export function jaegerStandIn(
  spans: readonly KeptSpan[],
  habits: SearchHabits = JAEGER,
): Answering {
  return (target, method) => {
    if (method !== 'GET') {
      return { status: 405, body: 'GET only' };
    }
    const { searchParams: asked } = target;
    const pathname = target.pathname.replace(/^\/select\/jaeger/, '');
    if (pathname === '/api/services') {
      return json([...new Set(spans.map(({ service }) => service))]);
    }
    if (pathname === '/api/operations') {
      const of = spans.filter(
        ({ service }) => service === asked.get('service'),
      );
      return json(
        [...new Set(of.map(({ operation }) => operation))].map(name => ({
          name,
          spanKind: 'server',
        })),
      );
    }
    if (pathname === '/api/traces') {
      return search(spans, asked, habits);
    }
    const [, one] = /^\/api\/traces\/([0-9a-f]+)$/.exec(pathname) ?? [];
    if (one) {
      const own = spans.filter(({ traceId }) => traceId === one);
      return own.length > 0
        ? json([traceOf(one, own)])
        : {
            status: 404,
            body: '{"errors":[{"code":404,"msg":"trace not found"}]}',
          };
    }
    return {
      status: 404,
      body: '404 page not found',
      contentType: 'text/plain',
    };
  };
}

function json(data: unknown) {
  return {
    status: 200,
    body: JSON.stringify({ data, total: 0, limit: 0, offset: 0, errors: null }),
  };
}

function search(
  spans: readonly KeptSpan[],
  asked: URLSearchParams,
  { moment, resourcePrefix }: SearchHabits,
) {
  const momentOf = ({ startUs, durationUs }: KeptSpan) =>
    moment === 'end' ? startUs + durationUs : startUs;
  const service = asked.get('service');
  if (!service) {
    return {
      status: 400,
      body: '{"errors":[{"code":400,"msg":"parameter \'service\' is required"}]}',
    };
  }
  const tags: Record<string, string> = JSON.parse(asked.get('tags') ?? '{}');
  const found = spans.filter(
    span =>
      span.service === service &&
      (asked.get('operation') ?? span.operation) === span.operation &&
      momentOf(span) >= Number(asked.get('start')) &&
      momentOf(span) <= Number(asked.get('end')) &&
      span.durationUs >= microseconds(asked.get('minDuration'), 0) &&
      span.durationUs <= microseconds(asked.get('maxDuration'), Infinity) &&
      Object.entries(tags).every(([key, value]) =>
        [
          ...tagsOf(span),
          ...processTagsOf(span).map(tag => ({
            ...tag,
            key: resourcePrefix + tag.key,
          })),
        ].some(tag => tag.key === key && String(tag.value) === value),
      ),
  );
  const ids = [...new Set(found.map(({ traceId }) => traceId))]
    // By the end of the id: neither by time nor as it came.
    .sort((a, b) => (a.slice(-6) < b.slice(-6) ? -1 : 1))
    .slice(0, Number(asked.get('limit') ?? 20));
  return json(
    ids.map(id =>
      traceOf(
        id,
        spans.filter(({ traceId }) => traceId === id),
      ),
    ),
  );
}

function traceOf(traceID: string, spans: readonly KeptSpan[]) {
  return {
    traceID,
    spans: spans.map((span, at) => ({
      traceID,
      spanID: span.spanId,
      operationName: span.operation,
      references: span.parentSpanId
        ? [{ refType: 'CHILD_OF', traceID, spanID: span.parentSpanId }]
        : [],
      startTime: span.startUs,
      duration: span.durationUs,
      tags: tagsOf(span),
      logs: [],
      processID: `p${at}`,
      warnings: null,
    })),
    processes: Object.fromEntries(
      spans.map((span, at) => [
        `p${at}`,
        { serviceName: span.service, tags: processTagsOf(span) },
      ]),
    ),
  };
}

function tagsOf({ kind, error, httpStatus, tags = {} }: KeptSpan) {
  return [
    { key: 'span.kind', type: 'string', value: kind },
    ...(error ? [{ key: 'error', type: 'bool', value: true }] : []),
    ...(httpStatus
      ? [{ key: 'http.response.status_code', type: 'int64', value: httpStatus }]
      : []),
    ...Object.entries(tags).map(([key, value]) => ({
      key,
      type: 'string',
      value,
    })),
  ];
}

const USUAL_KEYS = {
  version: 'service.version',
  environment: 'deployment.environment.name',
};

function processTagsOf({ version, environment, keys = USUAL_KEYS }: KeptSpan) {
  return [
    ...(version ? [{ key: keys.version, type: 'string', value: version }] : []),
    ...(environment
      ? [
          {
            key: keys.environment,
            type: 'string',
            value: environment,
          },
        ]
      : []),
  ];
}

/** Go durations, as far as they are sent. */
function microseconds(text: string | null, fallback: number): number {
  return text === null ? fallback : Number(text.replace(/us$/, ''));
}
