import { RuntimeSeries, TimeRange } from '@sextant/plugin-telemetry-common';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';

/** Where each chart's values come from: the first metric that was sent wins. */
const CHARTS: Array<{
  metric: RuntimeSeries['metric'];
  unit: RuntimeSeries['unit'];
  from: Array<{ name: string; counter?: boolean }>;
}> = [
  {
    metric: 'cpu',
    unit: 'ratio',
    from: [
      { name: 'process.cpu.utilization' },
      { name: 'jvm.cpu.recent_utilization' },
      { name: 'process.cpu.time', counter: true },
    ],
  },
  {
    metric: 'memory',
    unit: 'bytes',
    from: [
      { name: 'process.memory.usage' },
      { name: 'v8js.memory.heap.used' },
      { name: 'jvm.memory.used' },
    ],
  },
  {
    metric: 'event-loop',
    unit: 'seconds',
    from: [
      { name: 'nodejs.eventloop.delay.p99' },
      { name: 'nodejs.eventloop.delay.mean' },
    ],
  },
  {
    metric: 'gc',
    unit: 'ratio',
    from: [
      { name: 'v8js.gc.duration', counter: true },
      { name: 'jvm.gc.duration', counter: true },
    ],
  },
];

interface Point {
  instance: string;
  bucket: number;
  value: number;
}

/** What the processes of a service used, averaged over the instances of a version. */
export async function runtimeSeries(
  knex: Knex,
  scope: { service: string; environment?: string; range: TimeRange },
  stepSeconds: number,
  points: number,
): Promise<RuntimeSeries[]> {
  const from = Math.trunc(scope.range.fromMs / 1000);
  const rows = rowsOf(
    await knex.raw(
      `SELECT metric, version, instance, bucket, value FROM embedded_runtime
        WHERE service = ? AND bucket >= ? AND bucket < ? ${
          scope.environment ? 'AND environment = ?' : ''
        }
        ORDER BY bucket LIMIT 50000`,
      [
        scope.service,
        from,
        Math.trunc(scope.range.toMs / 1000),
        ...(scope.environment ? [scope.environment] : []),
      ],
    ),
  );
  const groups = new Map<string, Point[]>();
  for (const row of rows) {
    const key = `${row.metric}\n${row.version}`;
    const point = {
      instance: String(row.instance),
      bucket: Number(row.bucket),
      value: Number(row.value),
    };
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  const versions = [...new Set(rows.map(row => String(row.version)))];
  return CHARTS.flatMap(chart =>
    versions.flatMap(version => {
      const source = chart.from.find(({ name }) =>
        groups.has(`${name}\n${version}`),
      );
      if (!source) {
        return [];
      }
      const own = groups.get(`${source.name}\n${version}`) ?? [];
      const values = average(
        source.counter ? rates(own) : own,
        from,
        stepSeconds,
        points,
      );
      return [{ metric: chart.metric, unit: chart.unit, key: version, values }];
    }),
  );
}

/** Per-second increase of a counter; a decrease is a restart and gives no value. */
function rates(points: readonly Point[]): Point[] {
  const before = new Map<string, Point>();
  return points.flatMap(point => {
    const previous = before.get(point.instance);
    before.set(point.instance, point);
    return previous &&
      point.value >= previous.value &&
      point.bucket > previous.bucket
      ? [
          {
            ...point,
            value:
              (point.value - previous.value) / (point.bucket - previous.bucket),
          },
        ]
      : [];
  });
}

function average(
  points: readonly Point[],
  from: number,
  stepSeconds: number,
  count: number,
): Array<number | null> {
  const sums = new Array<number>(count).fill(0);
  const counts = new Array<number>(count).fill(0);
  for (const { bucket, value } of points) {
    const at = Math.floor((bucket - from) / stepSeconds);
    if (at >= 0 && at < count) {
      sums[at] += value;
      counts[at] += 1;
    }
  }
  return sums.map((sum, at) => (counts[at] > 0 ? sum / counts[at] : null));
}
