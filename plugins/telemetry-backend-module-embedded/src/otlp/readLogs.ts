import { levelOf, LogLevel } from '@sextant/plugin-telemetry-common';
import type { Attributes } from '@sextant/plugin-telemetry-common';
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
  text,
  TimeWindow,
} from '@sextant/plugin-telemetry-node/otlp';

/** One log record, ready to store. */
export interface ReadLog {
  timeUnixNano: bigint;
  level: LogLevel;
  body: string;
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

/** Log records of one resource. */
export interface ResourceLogs extends ReadResource {
  logs: ReadLog[];
}

/** Reads an `ExportLogsServiceRequest`; `now` stands in for records without any time. */
export function readLogs(
  request: unknown,
  window: TimeWindow,
  nowUnixNano: bigint,
): { resources: ResourceLogs[]; rejections: Rejections } {
  const rejections = new Rejections();
  const resources: ResourceLogs[] = [];
  const root = message(request, 'body');
  for (const [r, entry] of list(root.resourceLogs, 'resourceLogs').entries()) {
    const path = `resourceLogs[${r}]`;
    const { resource, scopeLogs } = message(entry, path);
    const read: ResourceLogs = {
      ...readResource(resource, `${path}.resource`),
      logs: [],
    };
    for (const scoped of list(scopeLogs, `${path}.scopeLogs`)) {
      const { logRecords } = message(scoped, `${path}.scopeLogs`);
      for (const raw of list(logRecords, `${path}.scopeLogs.logRecords`)) {
        const log = readLog(raw, `${path}.scopeLogs.logRecords`, nowUnixNano);
        const reason = window.reasonAgainst(log.timeUnixNano, 'timeUnixNano');
        if (reason) {
          rejections.add(reason);
        } else {
          read.logs.push(log);
        }
      }
    }
    if (read.logs.length > 0) {
      resources.push(read);
    }
  }
  return { resources, rejections };
}

function readLog(raw: unknown, path: string, nowUnixNano: bigint): ReadLog {
  const record = message(raw, path);
  const time =
    nanoseconds(record.timeUnixNano, `${path}.timeUnixNano`) ||
    nanoseconds(record.observedTimeUnixNano, `${path}.observedTimeUnixNano`) ||
    nowUnixNano;
  return {
    timeUnixNano: time,
    level: levelOf(integer(record.severityNumber), text(record.severityText)),
    body: String(attributeValue(record.body, `${path}.body`)),
    traceId: identifier(record.traceId, 16),
    spanId: identifier(record.spanId, 8),
    attributes: attributes(record.attributes, `${path}.attributes`),
  };
}
