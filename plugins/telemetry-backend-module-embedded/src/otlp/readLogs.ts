import {
  Attributes,
  LEVEL_FIELDS,
  levelOf,
  LogLevel,
  idFromText,
} from '@sextant/plugin-telemetry-common';
import {
  attributes,
  attributeValue,
  identifier,
  integer,
  list,
  message,
  nanoseconds,
  readResource,
  ReadResource,
  Rejections,
  sent,
  text,
  TimeWindow,
} from '@sextant/plugin-telemetry-node/otlp';

const MAX_BODY = 32_768;
/** Where loggers without OpenTelemetry's context put the trace's ids. */
const TRACE_FIELDS = [
  'trace_id',
  'traceId',
  'TraceId',
  'traceid',
  'dd.trace_id',
];
const SPAN_FIELDS = ['span_id', 'spanId', 'SpanId', 'spanid'];

/** One log record, ready to store. */
export interface ReadLog {
  timeUnixNano: bigint;
  level: LogLevel;
  body: string;
  /** Characters cut off the end of the body. */
  cut: number;
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

/** Log records of one resource. */
export interface ResourceLogs extends ReadResource {
  logs: ReadLog[];
}

/**
 * Reads an `ExportLogsServiceRequest`, in pieces of so many records; `now` stands in for records without any
 * time.
 */
export function* readLogs(
  request: unknown,
  rejections: Rejections,
  window: TimeWindow,
  nowUnixNano: bigint,
  atOnce: number,
): Generator<ResourceLogs> {
  const root = message(request, 'body');
  for (const [r, entry] of list(root.resourceLogs, 'resourceLogs').entries()) {
    const path = `resourceLogs[${r}]`;
    const { resource, scopeLogs } = message(entry, path);
    const origin = readResource(resource, `${path}.resource`);
    let logs: ReadLog[] = [];
    for (const scoped of list(scopeLogs, `${path}.scopeLogs`)) {
      const { logRecords } = message(scoped, `${path}.scopeLogs`);
      for (const raw of list(logRecords, `${path}.scopeLogs.logRecords`)) {
        const log = readLog(raw, `${path}.scopeLogs.logRecords`, nowUnixNano);
        const reason = window.reasonAgainst(log.timeUnixNano, 'timeUnixNano');
        if (reason) {
          rejections.add(reason);
        } else {
          logs.push(log);
        }
        if (logs.length >= atOnce) {
          yield { ...origin, logs };
          logs = [];
        }
      }
    }
    if (logs.length > 0) {
      yield { ...origin, logs };
    }
  }
}

function readLog(raw: unknown, path: string, nowUnixNano: bigint): ReadLog {
  const record = message(raw, path);
  const time =
    nanoseconds(record.timeUnixNano, `${path}.timeUnixNano`) ||
    nanoseconds(record.observedTimeUnixNano, `${path}.observedTimeUnixNano`) ||
    nowUnixNano;
  const held = attributes(record.attributes, `${path}.attributes`);
  const body = attributeValue(record.body, `${path}.body`, MAX_BODY);
  const inside = fieldsOf(body);
  return {
    timeUnixNano: time,
    level: levelFrom(integer(record.severityNumber, `${path}.severityNumber`), [
      text(record.severityText),
      ...LEVEL_FIELDS.map(key => held[key] ?? inside[key]),
    ]),
    body: String(body),
    cut: cutOff(record.body, body),
    traceId:
      identifier(record.traceId, 16) || idIn([held, inside], TRACE_FIELDS, 16),
    spanId:
      identifier(record.spanId, 8) || idIn([held, inside], SPAN_FIELDS, 8),
    attributes: held,
  };
}

/** The first level that anything spells. */
function levelFrom(number: number, spelled: readonly unknown[]): LogLevel {
  // A number that the data model does not know says nothing, the text beside it may.
  const numbered = levelOf(number);
  if (numbered !== 'unknown') {
    return numbered;
  }
  for (const spelling of spelled) {
    const level = levelOf(0, String(spelling ?? ''));
    if (level !== 'unknown') {
      return level;
    }
  }
  return 'unknown';
}

/** The id under the first of some keys that holds one. */
function idIn(
  places: ReadonlyArray<Readonly<Record<string, unknown>>>,
  keys: readonly string[],
  bytes: number,
): string {
  for (const place of places) {
    for (const key of keys) {
      const held = place[key];
      const found =
        typeof held === 'string' ? idFromText(held, bytes * 2) : undefined;
      if (found) {
        return found;
      }
    }
  }
  return '';
}

/** Fields of a body that is a map, or text with JSON in it. */
function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'string' || !body.startsWith('{')) {
    return {};
  }
  try {
    const fields: unknown = JSON.parse(body);
    return typeof fields === 'object' && fields !== null
      ? Object.fromEntries(Object.entries(fields))
      : {};
  } catch {
    // It only looks like JSON.
    return {};
  }
}

/** How much of a text body is not there any more. */
function cutOff(sentBody: unknown, kept: unknown): number {
  const all = sent(message(sentBody, 'body'), 'stringValue');
  return typeof all === 'string' && typeof kept === 'string'
    ? Math.max(0, all.length - kept.length)
    : 0;
}
