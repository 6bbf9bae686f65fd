import type { ResourcePoints } from '../otlp/readMetrics';
import { PresenceRow, RuntimeRow } from './batches';
import { presenceOf, toMicroseconds, versionKeyOf } from './prepareSpans';

/** Width of a runtime point's time bucket, in seconds. */
export const RUNTIME_BUCKET_S = 15;

/** Turns decoded runtime points into rows, a piece at a time. */
export class PointPreparation {
  readonly #points: RuntimeRow[] = [];
  readonly #presence: PresenceRow[] = [];

  add(read: ResourcePoints) {
    if (read.points.length === 0) {
      return;
    }
    const key = versionKeyOf(read.resource);
    let firstUs = Infinity;
    let lastUs = 0;
    for (const point of read.points) {
      const timeUs = toMicroseconds(point.timeUnixNano);
      firstUs = Math.min(firstUs, timeUs);
      lastUs = Math.max(lastUs, timeUs);
      this.#points.push({
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
    this.#presence.push(presenceOf(read, firstUs, lastUs));
  }

  finish(): { points: RuntimeRow[]; presence: PresenceRow[] } {
    return { points: this.#points, presence: this.#presence };
  }
}
