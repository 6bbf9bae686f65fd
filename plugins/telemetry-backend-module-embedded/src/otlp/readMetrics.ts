import {
  attributes,
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
import { createHash } from 'node:crypto';
import { RUNTIME_METRICS } from '../sources/runtimeCharts';

/** The value of a runtime metric of one process at a time. */
export interface ReadPoint {
  metric: string;
  timeUnixNano: bigint;
  value: number;
  /** Of an increase, the seconds that it is of; 0 for what is no increase. */
  seconds: number;
  /** Tells the values of one metric apart, such as those of several memory pools; '' for a single one. */
  attributes: string;
  /** Tells processes apart, also where they do not name themselves. */
  process: string;
}

/** Runtime points of one resource. */
export interface ResourcePoints extends ReadResource {
  points: ReadPoint[];
  /** Points of metrics that are not kept. */
  ignored: number;
}

const DELTA = 1;
/** `DataPointFlags.FLAG_NO_RECORDED_VALUE_MASK` of opentelemetry-proto: there is no value, 0 is none. */
const NO_VALUE = 1;
/** Of what a process uses: sums of more are beyond what databases add up. */
const MAX_VALUE = 1e18;

/** Reads an `ExportMetricsServiceRequest`, in pieces of so many points. */
export function* readMetrics(
  request: unknown,
  rejections: Rejections,
  window: TimeWindow,
  atOnce: number,
): Generator<ResourcePoints> {
  const root = message(request, 'body');
  for (const [r, entry] of list(
    root.resourceMetrics,
    'resourceMetrics',
  ).entries()) {
    const path = `resourceMetrics[${r}]`;
    const { resource, scopeMetrics } = message(entry, path);
    const read = readResource(resource, `${path}.resource`);
    const process = processOf(read);
    let points: ReadPoint[] = [];
    let ignored = 0;
    for (const scoped of list(scopeMetrics, `${path}.scopeMetrics`)) {
      for (const raw of list(
        message(scoped, path).metrics,
        `${path}.scopeMetrics.metrics`,
      )) {
        const metric = message(raw, `${path}.scopeMetrics.metrics`);
        const name = text(metric.name, 200);
        const { data, isDelta } = dataOf(metric, name);
        const dataPoints = list(data.dataPoints, `${name}.dataPoints`);
        if (!RUNTIME_METRICS.has(name)) {
          ignored += dataPoints.length;
          continue;
        }
        for (const rawPoint of dataPoints) {
          const sentPoint = message(rawPoint, `${name}.dataPoints`);
          if (hasNoValue(sentPoint)) {
            continue;
          }
          const point = readPoint(name, sentPoint, process, isDelta);
          const reason =
            typeof point === 'string'
              ? point
              : window.reasonAgainst(point.timeUnixNano, 'timeUnixNano');
          if (typeof point === 'string' || reason) {
            rejections.add(reason ?? '');
          } else {
            points.push(point);
          }
          if (points.length >= atOnce) {
            yield { ...read, points, ignored };
            points = [];
            ignored = 0;
          }
        }
      }
    }
    if (points.length > 0 || ignored > 0) {
      yield { ...read, points, ignored };
    }
  }
}

/** The data of a metric, of whichever kind it is. */
function dataOf(metric: Record<string, unknown>, name: string) {
  const data = message(
    sent(metric, 'gauge') ??
      sent(metric, 'sum') ??
      sent(metric, 'histogram') ??
      sent(metric, 'exponentialHistogram') ??
      sent(metric, 'summary'),
    name,
  );
  const temporality = data.aggregationTemporality;
  return {
    data,
    isDelta:
      temporality === DELTA || temporality === 'AGGREGATION_TEMPORALITY_DELTA',
  };
}

/** A process that does not name itself is told from others by all it says. */
function processOf({ resource }: ReadResource): string {
  return (
    resource.instance ??
    createHash('sha1')
      .update(JSON.stringify(Object.entries(resource.attributes).sort()))
      .digest('hex')
      .slice(0, 12)
  );
}

function readPoint(
  metric: string,
  point: Record<string, unknown>,
  process: string,
  isDelta: boolean,
): ReadPoint | string {
  const value = numeric(
    sent(point, 'asDouble') ?? sent(point, 'asInt') ?? sent(point, 'sum'),
  );
  if (value === undefined || !(Math.abs(value) <= MAX_VALUE)) {
    return `${metric}: allowed a number up to ${MAX_VALUE}`;
  }
  const timeUnixNano = nanoseconds(
    point.timeUnixNano,
    `${metric}.timeUnixNano`,
  );
  const start = nanoseconds(
    point.startTimeUnixNano,
    `${metric}.startTimeUnixNano`,
  );
  const isCounter = RUNTIME_METRICS.get(metric)?.isCounter ?? false;
  const read = { metric, timeUnixNano, value, attributes: attributesOf(point) };
  if (isDelta && isCounter) {
    const seconds = start > 0n ? Number(timeUnixNano - start) / 1e9 : 0;
    return seconds > 0
      ? { ...read, process, seconds }
      : `${metric}: allowed an increase that says since when, in startTimeUnixNano`;
  }
  return {
    ...read,
    seconds: 0,
    // Two processes of one name count from different moments.
    process:
      isCounter && start > 0n ? `${process}@${start}`.slice(0, 200) : process,
  };
}

function hasNoValue({ flags }: Record<string, unknown>): boolean {
  return (Number(flags ?? 0) & NO_VALUE) === NO_VALUE;
}

function attributesOf(point: Record<string, unknown>): string {
  const set = Object.entries(attributes(point.attributes, 'attributes'));
  return set.length === 0
    ? ''
    : createHash('md5').update(JSON.stringify(set.sort())).digest('base64url');
}
