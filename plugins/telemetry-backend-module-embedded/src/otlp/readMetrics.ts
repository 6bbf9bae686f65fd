import {
  list,
  message,
  nanoseconds,
  numeric,
  readResource,
  ReadResource,
  Rejections,
  sent,
  text,
  TimeWindow,
} from '@sextant/plugin-telemetry-node/otlp';

/** The last value of a runtime metric of one process, summed over its attribute sets. */
export interface ReadPoint {
  metric: string;
  timeUnixNano: bigint;
  value: number;
}

/** Runtime points of one resource. */
export interface ResourcePoints extends ReadResource {
  points: ReadPoint[];
}

/**
 * The metrics the store keeps: what a process uses. Names are OpenTelemetry's semantic conventions
 * for processes, V8/Node.js and the JVM. Rate, errors and latency come from spans instead.
 */
export const RUNTIME_METRICS: ReadonlySet<string> = new Set([
  'process.cpu.utilization',
  'process.cpu.time',
  'process.memory.usage',
  'v8js.memory.heap.used',
  'jvm.memory.used',
  'nodejs.eventloop.delay.p99',
  'nodejs.eventloop.delay.mean',
  'v8js.gc.duration',
  'jvm.gc.duration',
  'jvm.cpu.recent_utilization',
]);

/** Reads an `ExportMetricsServiceRequest`. `ignored` counts points of metrics that are not kept. */
export function readMetrics(
  request: unknown,
  window: TimeWindow,
): { resources: ResourcePoints[]; rejections: Rejections; ignored: number } {
  const rejections = new Rejections();
  const resources: ResourcePoints[] = [];
  let ignored = 0;
  const root = message(request, 'body');
  for (const [r, entry] of list(
    root.resourceMetrics,
    'resourceMetrics',
  ).entries()) {
    const path = `resourceMetrics[${r}]`;
    const { resource, scopeMetrics } = message(entry, path);
    const points = new Map<string, ReadPoint>();
    for (const scoped of list(scopeMetrics, `${path}.scopeMetrics`)) {
      for (const raw of list(
        message(scoped, path).metrics,
        `${path}.scopeMetrics.metrics`,
      )) {
        const metric = message(raw, `${path}.scopeMetrics.metrics`);
        const name = text(metric.name);
        const data = message(
          metric.gauge ?? metric.sum ?? metric.histogram,
          name,
        );
        const dataPoints = list(data.dataPoints, `${name}.dataPoints`);
        if (!RUNTIME_METRICS.has(name)) {
          ignored += dataPoints.length;
          continue;
        }
        for (const rawPoint of dataPoints) {
          const point = readPoint(
            name,
            message(rawPoint, `${name}.dataPoints`),
          );
          const reason = point
            ? window.reasonAgainst(point.timeUnixNano, 'timeUnixNano')
            : `${name}: allowed a number`;
          if (!point || reason) {
            rejections.add(reason ?? '');
            continue;
          }
          const key = `${name} ${point.timeUnixNano}`;
          const sum = points.get(key)?.value ?? 0;
          points.set(key, { ...point, value: sum + point.value });
        }
      }
    }
    if (points.size > 0) {
      resources.push({
        ...readResource(resource, `${path}.resource`),
        points: [...points.values()],
      });
    }
  }
  return { resources, rejections, ignored };
}

function readPoint(
  metric: string,
  point: Record<string, unknown>,
): ReadPoint | undefined {
  const value = numeric(
    sent(point, 'asDouble') ?? sent(point, 'asInt') ?? sent(point, 'sum'),
  );
  return value === undefined || !Number.isFinite(value)
    ? undefined
    : {
        metric,
        value,
        timeUnixNano: nanoseconds(point.timeUnixNano, `${metric}.timeUnixNano`),
      };
}
