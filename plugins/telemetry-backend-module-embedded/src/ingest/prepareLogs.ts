import { cleanText } from '@sextant/plugin-telemetry-common';
import type { ResourceLogs } from '../otlp/readLogs';
import { createHash } from 'node:crypto';
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
  const seen = new Map<string, number>();
  for (const read of resources) {
    const key = versionKeyOf(read.resource);
    let firstUs = Infinity;
    let lastUs = 0;
    for (const log of read.logs) {
      const timeUs = toMicroseconds(log.timeUnixNano);
      firstUs = Math.min(firstUs, timeUs);
      lastUs = Math.max(lastUs, timeUs);
      const body = cleanText(log.body, MAX_BODY);
      const line = {
        ...key,
        timeUs,
        timeNano: Number(log.timeUnixNano % 1000n),
        level: log.level,
        traceId: log.traceId || undefined,
        spanId: log.spanId || undefined,
        body,
        cut: log.body.length - body.length + log.cut,
        attributes: JSON.stringify(log.attributes),
      };
      const said = hashOf(line, read.resource.instance);
      // What a process says twice within one tick of its clock, it says twice.
      const times = seen.get(said) ?? 0;
      seen.set(said, times + 1);
      logs.push({ ...line, identity: `${said}.${times}` });
    }
    presence.push(presenceOf(read, firstUs, lastUs));
  }
  return { logs, presence };
}

function hashOf(line: Omit<LogRow, 'identity'>, instance = ''): string {
  return createHash('md5')
    .update(JSON.stringify([Object.values(line), instance]))
    .digest('base64url');
}
