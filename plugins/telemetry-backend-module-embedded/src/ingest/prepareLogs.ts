import { cleanText } from '@sextant/plugin-kit-common';
import type { ResourceLogs } from '../otlp/readLogs';
import { createHash } from 'node:crypto';
import { LogRow, PresenceRow } from './batches';
import { presenceOf, toMicroseconds, versionKeyOf } from './prepareSpans';

const MAX_BODY = 32_768;

/** Turns decoded log records into rows, a piece at a time. */
export class LogPreparation {
  readonly #logs: LogRow[] = [];
  readonly #presence: PresenceRow[] = [];
  readonly #said = new Map<string, number>();

  add(read: ResourceLogs) {
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
      const hash = hashOf(line, read.resource.instance);
      // What a process says twice within one tick of its clock, it says twice.
      const times = this.#said.get(hash) ?? 0;
      this.#said.set(hash, times + 1);
      this.#logs.push({ ...line, identity: `${hash}.${times}` });
    }
    this.#presence.push(presenceOf(read, firstUs, lastUs));
  }

  finish(): { logs: LogRow[]; presence: PresenceRow[] } {
    return { logs: this.#logs, presence: this.#presence };
  }
}

function hashOf(line: Omit<LogRow, 'identity'>, instance = ''): string {
  return createHash('md5')
    .update(JSON.stringify([Object.values(line), instance]))
    .digest('base64url');
}
