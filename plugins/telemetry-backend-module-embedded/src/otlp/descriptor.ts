/**
 * The part of the OpenTelemetry protocol that the store reads, as a protobufjs descriptor.
 *
 * Source: field numbers and types of opentelemetry-proto 1.x (`common`, `resource`, `trace`, `logs`,
 * `metrics`, `collector`), and `google.rpc.Status`, which OTLP/HTTP answers errors with.
 */
const one = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: 'repeated', type, id });

export const OTLP_DESCRIPTOR = {
  nested: {
    AnyValue: {
      fields: {
        stringValue: one('string', 1),
        boolValue: one('bool', 2),
        intValue: one('int64', 3),
        doubleValue: one('double', 4),
        arrayValue: one('ArrayValue', 5),
        kvlistValue: one('KeyValueList', 6),
        bytesValue: one('bytes', 7),
      },
      oneofs: {
        value: {
          oneof: [
            'stringValue',
            'boolValue',
            'intValue',
            'doubleValue',
            'arrayValue',
            'kvlistValue',
            'bytesValue',
          ],
        },
      },
    },
    ArrayValue: { fields: { values: many('AnyValue', 1) } },
    KeyValueList: { fields: { values: many('KeyValue', 1) } },
    KeyValue: { fields: { key: one('string', 1), value: one('AnyValue', 2) } },
    Scope: { fields: { name: one('string', 1), version: one('string', 2) } },
    Resource: { fields: { attributes: many('KeyValue', 1) } },

    TracesRequest: { fields: { resourceSpans: many('ResourceSpans', 1) } },
    ResourceSpans: {
      fields: {
        resource: one('Resource', 1),
        scopeSpans: many('ScopeSpans', 2),
      },
    },
    ScopeSpans: { fields: { scope: one('Scope', 1), spans: many('Span', 2) } },
    Span: {
      fields: {
        traceId: one('bytes', 1),
        spanId: one('bytes', 2),
        traceState: one('string', 3),
        parentSpanId: one('bytes', 4),
        name: one('string', 5),
        kind: one('int32', 6),
        startTimeUnixNano: one('fixed64', 7),
        endTimeUnixNano: one('fixed64', 8),
        attributes: many('KeyValue', 9),
        events: many('Event', 11),
        links: many('Link', 13),
        status: one('SpanStatus', 15),
      },
    },
    Event: {
      fields: {
        timeUnixNano: one('fixed64', 1),
        name: one('string', 2),
        attributes: many('KeyValue', 3),
      },
    },
    Link: {
      fields: {
        traceId: one('bytes', 1),
        spanId: one('bytes', 2),
        attributes: many('KeyValue', 4),
      },
    },
    SpanStatus: {
      fields: { message: one('string', 2), code: one('int32', 3) },
    },
    TracesResponse: { fields: { partialSuccess: one('TracesPartial', 1) } },
    TracesPartial: {
      fields: {
        rejectedSpans: one('int64', 1),
        errorMessage: one('string', 2),
      },
    },

    LogsRequest: { fields: { resourceLogs: many('ResourceLogs', 1) } },
    ResourceLogs: {
      fields: { resource: one('Resource', 1), scopeLogs: many('ScopeLogs', 2) },
    },
    ScopeLogs: {
      fields: { scope: one('Scope', 1), logRecords: many('LogRecord', 2) },
    },
    LogRecord: {
      fields: {
        timeUnixNano: one('fixed64', 1),
        severityNumber: one('int32', 2),
        severityText: one('string', 3),
        body: one('AnyValue', 5),
        attributes: many('KeyValue', 6),
        traceId: one('bytes', 9),
        spanId: one('bytes', 10),
        observedTimeUnixNano: one('fixed64', 11),
      },
    },
    LogsResponse: { fields: { partialSuccess: one('LogsPartial', 1) } },
    LogsPartial: {
      fields: {
        rejectedLogRecords: one('int64', 1),
        errorMessage: one('string', 2),
      },
    },

    MetricsRequest: { fields: { resourceMetrics: many('ResourceMetrics', 1) } },
    ResourceMetrics: {
      fields: {
        resource: one('Resource', 1),
        scopeMetrics: many('ScopeMetrics', 2),
      },
    },
    ScopeMetrics: {
      fields: { scope: one('Scope', 1), metrics: many('Metric', 2) },
    },
    Metric: {
      fields: {
        name: one('string', 1),
        unit: one('string', 3),
        gauge: one('Numbers', 5),
        sum: one('Numbers', 7),
        histogram: one('Histogram', 9),
        exponentialHistogram: one('Histogram', 10),
        summary: one('Histogram', 11),
      },
    },
    Numbers: {
      fields: {
        dataPoints: many('NumberPoint', 1),
        aggregationTemporality: one('int32', 2),
      },
    },
    NumberPoint: {
      fields: {
        startTimeUnixNano: one('fixed64', 2),
        timeUnixNano: one('fixed64', 3),
        asDouble: one('double', 4),
        asInt: one('sfixed64', 6),
      },
      oneofs: { value: { oneof: ['asDouble', 'asInt'] } },
    },
    // Classic, exponential and summaries have these fields in the same places.
    Histogram: {
      fields: {
        dataPoints: many('HistogramPoint', 1),
        aggregationTemporality: one('int32', 2),
      },
    },
    HistogramPoint: {
      fields: {
        startTimeUnixNano: one('fixed64', 2),
        timeUnixNano: one('fixed64', 3),
        count: one('fixed64', 4),
        sum: one('double', 5),
      },
    },
    MetricsResponse: { fields: { partialSuccess: one('MetricsPartial', 1) } },
    MetricsPartial: {
      fields: {
        rejectedDataPoints: one('int64', 1),
        errorMessage: one('string', 2),
      },
    },

    RpcStatus: { fields: { code: one('int32', 1), message: one('string', 2) } },
  },
};
