import { Metrics, MetricSeries } from '@sextant/plugin-telemetry-common';
import { Scope } from '@sextant/plugin-telemetry-node';
import { Matcher, oneOf } from '../promql/promql';
import { RequestMetrics } from '../profiles/ServiceMetrics';
import { RequestExpressions } from '../profiles/requestExpressions';
import { gridOf, onGrid } from './grid';
import { Asking, windowFor } from './asking';
import { VersionKeys } from './versionKeys';
import { scaled } from './versionsOf';

const MAX_ROUTES = 10;

/** Rate, errors and latency over time, by version or route: five queries at once. */
export async function seriesOf(
  asking: Asking & { metrics: RequestMetrics | undefined },
  scope: Scope & { stepSeconds: number; groupBy: 'version' | 'route' },
): Promise<Omit<Metrics, 'runtime' | 'exemplars'>> {
  const { metrics, client, config, notes, signal } = asking;
  const grid = gridOf(scope.range, scope.stepSeconds);
  const frame = {
    fromMs: scope.range.fromMs,
    toMs: scope.range.toMs,
    stepSeconds: grid.step,
    groupBy: scope.groupBy,
    timesMs: grid.timesMs,
  };
  if (!metrics || (scope.groupBy === 'route' && !metrics.route)) {
    return { ...frame, series: [] };
  }
  const keys = new VersionKeys(metrics, config);
  const expressions = scopedExpressions(metrics, scope);
  const window = `${windowFor(config, grid.step)}s`;
  const by = scope.groupBy === 'route' && metrics.route ? [metrics.route] : [];
  const keyOf = (labels: Record<string, string>) =>
    scope.groupBy === 'route' && metrics.route
      ? labels[metrics.route] || 'other'
      : keys.versionOf(labels);
  const ask = async (query: string | undefined) => {
    const found =
      query === undefined
        ? []
        : notes.take(await client.queryRange(query, grid, { signal }));
    return new Map(
      found.map(entry => [keyOf(entry.labels), onGrid(entry, grid)]),
    );
  };
  const [rates, errors, p50, p95, p99] = await Promise.all([
    ask(expressions.requests(by, window)),
    ask(expressions.errors(by, window)),
    ask(expressions.quantile(0.5, by, window)),
    ask(expressions.quantile(0.95, by, window)),
    ask(expressions.quantile(0.99, by, window)),
  ]);
  const { family } = metrics;
  const unit = family.profile.secondsPerUnit(family.histogram);
  const nothing = grid.timesMs.map(() => null);
  const inSeconds = (
    found: Map<string, Array<number | null>>,
    key: string,
  ): Array<number | null> =>
    (found.get(key) ?? nothing).map(value => scaled(value, unit));
  const series = [...rates]
    .filter(
      ([key]) =>
        scope.groupBy === 'route' ||
        !scope.versions ||
        scope.versions.includes(key),
    )
    .map(
      ([key, rate]): MetricSeries => ({
        key,
        rate,
        errorRatio: rate.map((requests, at) =>
          requests === null || requests === 0 || metrics.status === undefined
            ? null
            : (errors.get(key)?.[at] ?? 0) / requests,
        ),
        p50: inSeconds(p50, key),
        p95: inSeconds(p95, key),
        p99: inSeconds(p99, key),
      }),
    )
    .filter(({ rate }) => rate.some(value => value !== null && value > 0))
    .sort((a, b) => total(b.rate) - total(a.rate));
  return {
    ...frame,
    series: scope.groupBy === 'route' ? series.slice(0, MAX_ROUTES) : series,
  };
}

/** The service's expressions, of one environment and, by route, of the chosen versions. */
function scopedExpressions(
  metrics: RequestMetrics,
  scope: Scope & { groupBy: 'version' | 'route' },
): RequestExpressions {
  const { expressions, environment, versions } = metrics;
  const matchers: Matcher[] = [];
  if (scope.environment && environment) {
    matchers.push({ label: environment, op: '=', value: scope.environment });
  }
  if (scope.groupBy === 'version') {
    return expressions.where(matchers);
  }
  if (scope.versions && versions.series) {
    matchers.push(oneOf(versions.series, scope.versions));
  }
  return expressions.where(matchers).overAllVersions();
}

function total(values: ReadonlyArray<number | null>): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
