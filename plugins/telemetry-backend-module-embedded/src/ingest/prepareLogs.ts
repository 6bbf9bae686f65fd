import type { ResourceLogs } from '../otlp/readLogs';
import { LogRow, PresenceRow } from './batches';
import { toMicroseconds } from './prepareSpans';

const MAX_BODY = 32_768;

/** Turns decoded log records into rows. */
export function prepareLogs(resources: readonly ResourceLogs[]): {
  logs: LogRow[];
  presence: PresenceRow[];
} {
  const logs: LogRow[] = [];
  const presence: PresenceRow[] = [];
  for (const { resource, rung, logs: own } of resources) {
    const key = {
      service: resource.service,
      environment: resource.environment,
      version: resource.version,
    };
    let firstUs = Infinity;
    let lastUs = 0;
    for (const log of own) {
      const timeUs = toMicroseconds(log.timeUnixNano);
      firstUs = Math.min(firstUs, timeUs);
      lastUs = Math.max(lastUs, timeUs);
      logs.push({
        ...key,
        timeUs,
        timeNano: Number(log.timeUnixNano % 1000n),
        level: log.level,
        traceId: log.traceId || undefined,
        spanId: log.spanId || undefined,
        body: log.body.slice(0, MAX_BODY),
        attributes: JSON.stringify(log.attributes),
      });
    }
    presence.push({
      ...key,
      instance: resource.instance,
      rung,
      firstUs,
      lastUs,
    });
  }
  return { logs, presence };
}
