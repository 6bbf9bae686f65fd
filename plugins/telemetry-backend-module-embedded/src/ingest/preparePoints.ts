import type { ResourcePoints } from '../otlp/readMetrics';
import { PresenceRow, RuntimeRow } from './batches';
import { toMicroseconds } from './prepareSpans';

/** Width of a runtime point's time bucket, in seconds. */
export const RUNTIME_BUCKET_S = 15;

/** Turns decoded runtime points into rows. */
export function preparePoints(resources: readonly ResourcePoints[]): {
  points: RuntimeRow[];
  presence: PresenceRow[];
} {
  const points: RuntimeRow[] = [];
  const presence: PresenceRow[] = [];
  for (const { resource, rung, points: own } of resources) {
    const key = {
      service: resource.service,
      environment: resource.environment,
      version: resource.version,
    };
    const times = own.map(point => toMicroseconds(point.timeUnixNano));
    for (const [index, point] of own.entries()) {
      points.push({
        ...key,
        instance: resource.instance,
        metric: point.metric,
        bucket:
          Math.floor(times[index] / 1e6 / RUNTIME_BUCKET_S) * RUNTIME_BUCKET_S,
        value: point.value,
      });
    }
    presence.push({
      ...key,
      instance: resource.instance,
      rung,
      firstUs: Math.min(...times),
      lastUs: Math.max(...times),
    });
  }
  return { points, presence };
}
