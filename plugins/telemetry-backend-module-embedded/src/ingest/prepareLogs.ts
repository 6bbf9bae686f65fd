import { cleanText } from '@sextant/plugin-telemetry-common';
import type { ResourceLogs } from '../otlp/readLogs';
import { LogRow, PresenceRow } from './batches';
import { presenceOf, toMicroseconds, versionKeyOf } from './prepareSpans';

const MAX_BODY = 32_768;

/** Turns decoded log records into rows. */
export function prepareLogs(resources: readonly ResourceLogs[]): {
  logs: LogRow[];
  presence: PresenceRow[];
} {
  const logs: LogRow[] = [];
  const presence: PresenceRow[] = [];
  for (const read of resources) {
    const key = versionKeyOf(read.resource);
    let firstUs = Infinity;
    let lastUs = 0;
    for (const log of read.logs) {
      const timeUs = toMicroseconds(log.timeUnixNano);
      firstUs = Math.min(firstUs, timeUs);
      lastUs = Math.max(lastUs, timeUs);
      const body = cleanText(log.body, MAX_BODY);
      logs.push({
        ...key,
        timeUs,
        timeNano: Number(log.timeUnixNano % 1000n),
        level: log.level,
        traceId: log.traceId || undefined,
        spanId: log.spanId || undefined,
        body,
        cut: log.body.length - body.length + log.cut,
        attributes: JSON.stringify(log.attributes),
      });
    }
    presence.push(presenceOf(read, firstUs, lastUs));
  }
  return { logs, presence };
}
