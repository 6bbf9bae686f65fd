import { Exemplar } from '@sextant/plugin-telemetry-common';
import { Scope } from '@sextant/plugin-telemetry-node';
import { RequestMetrics } from '../profiles/ServiceMetrics';
import { numberOf } from '../client/responses';
import { Asking } from './asking';
import { VersionKeys } from './versionKeys';
import { scaled } from './versionsOf';

/** Servers keep exemplars in memory and send all they have: ask for the newest half hour. */
const MAX_RANGE_S = 1_800;
const MAX_EXEMPLARS = 60;

/** Requests that stand for points of the latency chart: failed ones first, then the slowest. */
export async function exemplarsOf(
  { client, config, metrics, signal }: Asking & { metrics: RequestMetrics },
  scope: Scope,
): Promise<Exemplar[]> {
  const keys = new VersionKeys(metrics, config);
  const { family, status } = metrics;
  const to = scope.range.toMs / 1000;
  const found = await client.exemplars(
    metrics.expressions.buckets(),
    { from: Math.max(scope.range.fromMs / 1000, to - MAX_RANGE_S), to },
    { signal },
  );
  const unit = family.profile.secondsPerUnit(family.histogram);
  const failed =
    metrics.status === undefined
      ? undefined
      : family.profile.statuses.find(
          ({ label }) =>
            label === status || label === status?.replace(/\./g, '_'),
        )?.failed;
  const exemplars = found.flatMap(({ seriesLabels, exemplars: own }) => {
    const key = keys.versionOf(seriesLabels);
    const environment = keys.environmentOf(seriesLabels);
    if (
      (scope.versions && !scope.versions.includes(key)) ||
      (scope.environment && environment !== scope.environment)
    ) {
      return [];
    }
    const outcome = status ? seriesLabels[status] ?? '' : '';
    const error =
      failed !== undefined &&
      (failed.op === '=~'
        ? new RegExp(`^(?:${failed.value})$`).test(outcome)
        : outcome === failed.value);
    return own.flatMap(({ labels, value, timestamp }): Exemplar[] => {
      const traceId = labels.trace_id ?? labels.traceID ?? labels.traceId;
      const duration = scaled(numberOf(value), unit);
      return traceId && duration !== null
        ? [
            {
              key,
              timeMs: timestamp * 1000,
              durationSeconds: duration,
              traceId: traceId.toLocaleLowerCase('en-US').padStart(32, '0'),
              spanId: labels.span_id ?? labels.spanID ?? '',
              error,
            },
          ]
        : [];
    });
  });
  return exemplars
    .sort(
      (a, b) =>
        Number(b.error) - Number(a.error) ||
        b.durationSeconds - a.durationSeconds,
    )
    .slice(0, MAX_EXEMPLARS);
}
