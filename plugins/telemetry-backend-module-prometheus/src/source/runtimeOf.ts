import { RuntimeSeries } from '@sextant/plugin-telemetry-common';
import { Scope } from '@sextant/plugin-telemetry-node';
import { RequestMetrics } from '../profiles/ServiceMetrics';
import { aggregate, anySelector, oneOf } from '../promql/promql';
import { Asking, windowFor } from './asking';
import { gridOf, onGrid } from './grid';
import { VersionKeys } from './versionKeys';

/**
 * What processes export about themselves: prom-client's default metrics, and OpenTelemetry's process,
 * Node.js and JVM conventions.
 */
const RUNTIME: ReadonlyArray<{
  metric: RuntimeSeries['metric'];
  unit: RuntimeSeries['unit'];
  names: string[];
  isCounter: boolean;
}> = [
  {
    metric: 'cpu',
    unit: 'ratio',
    names: ['process_cpu_seconds_total', 'process_cpu_time_seconds_total'],
    isCounter: true,
  },
  {
    metric: 'memory',
    unit: 'bytes',
    names: ['process_resident_memory_bytes', 'process_memory_usage_bytes'],
    isCounter: false,
  },
  {
    metric: 'event-loop',
    unit: 'seconds',
    names: [
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_eventloop_delay_p99_seconds',
    ],
    isCounter: false,
  },
  {
    metric: 'gc',
    unit: 'ratio',
    names: ['nodejs_gc_duration_seconds_sum', 'jvm_gc_duration_seconds_sum'],
    isCounter: true,
  },
];

/**
 * What the service's processes use, by version, per instance: four queries at once. They carry the
 * same labels as the requests where both are scraped from one target; where not, there is nothing.
 */
export async function runtimeOf(
  {
    client,
    config,
    metrics,
    notes,
    signal,
  }: Asking & { metrics: RequestMetrics | undefined },
  scope: Scope & { stepSeconds: number },
): Promise<RuntimeSeries[]> {
  const version = metrics?.versions.series;
  const [service] = metrics?.matchers ?? [];
  if (!metrics || !service || !version) {
    return [];
  }
  const grid = gridOf(scope.range, scope.stepSeconds);
  const keys = new VersionKeys(metrics, config);
  const window = `${windowFor(config, grid.step)}s`;
  const found = await Promise.all(
    RUNTIME.map(async ({ metric, unit, names, isCounter }) => {
      const matching = anySelector([
        oneOf('__name__', names),
        service,
        ...(scope.environment && metrics.environment
          ? [oneOf(metrics.environment, [scope.environment])]
          : []),
      ]);
      const value = isCounter
        ? `rate(${matching}[${window}])`
        : `max_over_time(${matching}[${window}])`;
      const perInstance = aggregate('sum', [version, metrics.instance], value);
      const series = notes.take(
        await client.queryRange(
          aggregate('avg', [version], perInstance),
          grid,
          { signal },
        ),
      );
      return series
        .map(entry => ({
          metric,
          unit,
          key: keys.versionOf(entry.labels),
          values: onGrid(entry, grid),
        }))
        .filter(({ key }) => !scope.versions || scope.versions.includes(key));
    }),
  );
  return found.flat();
}
