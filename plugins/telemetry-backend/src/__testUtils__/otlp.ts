import { randomBytes } from 'node:crypto';

/** A span to send; times in milliseconds. */
export interface TestSpan {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  name?: string;
  kind?: number;
  startMs: number;
  durationMs?: number;
  status?: number;
  failed?: boolean;
  attributes?: Record<string, string>;
  statusMessage?: string;
  /** As samplers write it, e.g. `ot=th:c` for one of four. */
  traceState?: string;
}

const attribute = (key: string, value: string | number) => ({
  key,
  value:
    typeof value === 'number'
      ? { intValue: String(value) }
      : { stringValue: value },
});

export const newTraceId = () => randomBytes(16).toString('hex');
export const newSpanId = () => randomBytes(8).toString('hex');

const nanos = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n);

function resource(
  service: string,
  version?: string,
  environment = 'production',
) {
  return {
    attributes: [
      attribute('service.name', service),
      attribute('service.instance.id', `${service}-1`),
      attribute('deployment.environment.name', environment),
      ...(version ? [attribute('service.version', version)] : []),
    ],
  };
}

/** An OTLP/JSON export request with spans of one version. */
export function tracesRequest(
  service: string,
  version: string | undefined,
  spans: TestSpan[],
  environment?: string,
) {
  return {
    resourceSpans: [
      {
        resource: resource(service, version, environment),
        scopeSpans: [
          {
            scope: { name: 'test' },
            spans: spans.map(span => ({
              traceId: span.traceId ?? newTraceId(),
              spanId: span.spanId ?? newSpanId(),
              parentSpanId: span.parentSpanId,
              traceState: span.traceState,
              name: span.name ?? 'GET /v1/things',
              kind: span.kind ?? 2,
              startTimeUnixNano: nanos(span.startMs),
              endTimeUnixNano: nanos(span.startMs + (span.durationMs ?? 10)),
              attributes: [
                attribute('http.response.status_code', span.status ?? 200),
                ...Object.entries(span.attributes ?? {}).map(([key, value]) =>
                  attribute(key, value),
                ),
              ],
              status: {
                code: span.failed ? 2 : 0,
                message: span.statusMessage,
              },
            })),
          },
        ],
      },
    ],
  };
}

/** An OTLP/JSON export request with log lines of one version. */
export function logsRequest(
  service: string,
  version: string | undefined,
  lines: Array<{
    timeMs: number;
    body: string;
    severity?: number;
    traceId?: string;
    spanId?: string;
  }>,
) {
  return {
    resourceLogs: [
      {
        resource: resource(service, version),
        scopeLogs: [
          {
            logRecords: lines.map(line => ({
              timeUnixNano: nanos(line.timeMs),
              severityNumber: line.severity ?? 9,
              body: { stringValue: line.body },
              traceId: line.traceId,
              spanId: line.spanId,
              attributes: [attribute('sku', '88121')],
            })),
          },
        ],
      },
    ],
  };
}

/** An OTLP/JSON export request with gauges of one version. */
export function metricsRequest(
  service: string,
  version: string,
  points: Array<{ name: string; timeMs: number; value: number }>,
) {
  return {
    resourceMetrics: [
      {
        resource: resource(service, version),
        scopeMetrics: [
          {
            metrics: points.map(({ name, timeMs, value }) => ({
              name,
              gauge: {
                dataPoints: [{ timeUnixNano: nanos(timeMs), asDouble: value }],
              },
            })),
          },
        ],
      },
    ],
  };
}
