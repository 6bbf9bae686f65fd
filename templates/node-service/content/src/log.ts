import { context, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { identity } from './identity.js';

type Level = 'info' | 'warn' | 'error';
type Fields = Record<string, string | number | boolean>;

const SEVERITIES = {
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

/** One JSON line on stdout and the same as an OpenTelemetry log record, both with the trace id. */
export function log(level: Level, message: string, fields: Fields = {}) {
  const span = trace.getSpanContext(context.active());
  process.stdout.write(
    `${JSON.stringify({
      time: new Date().toISOString(),
      level,
      message,
      service: identity.name,
      version: identity.version,
      ...(span ? { trace_id: span.traceId, span_id: span.spanId } : {}),
      ...fields,
    })}\n`,
  );
  logs.getLogger('app').emit({
    severityNumber: SEVERITIES[level],
    severityText: level.toUpperCase(),
    body: message,
    attributes: fields,
    context: context.active(),
  });
}
