import type { ResourcePoints } from '../otlp/readMetrics';
import { PresenceRow, RuntimeRow } from './batches';
import { presenceOf, toMicroseconds, versionKeyOf } from './prepareSpans';

/** Width of a runtime point's time bucket, in seconds. */
export const RUNTIME_BUCKET_S = 15;

/** Turns decoded runtime points into rows. */
export function preparePoints(resources: readonly ResourcePoints[]): {
  points: RuntimeRow[];
  presence: PresenceRow[];
} {
  const points: RuntimeRow[] = [];
  const presence: PresenceRow[] = [];
  for (const read of resources) {
    const key = versionKeyOf(read.resource);
    let firstUs = Infinity;
    let lastUs = 0;
    for (const point of read.points) {
      const timeUs = toMicroseconds(point.timeUnixNano);
      firstUs = Math.min(firstUs, timeUs);
      lastUs = Math.max(lastUs, timeUs);
      points.push({
        ...key,
        instance: point.process,
        metric: point.metric,
        attributes: point.attributes,
        timeUs,
        bucket: Math.floor(timeUs / 1e6 / RUNTIME_BUCKET_S) * RUNTIME_BUCKET_S,
        value: point.value,
        seconds: point.seconds,
      });
    }
    presence.push(presenceOf(read, firstUs, lastUs));
  }
  return { points, presence };
}
