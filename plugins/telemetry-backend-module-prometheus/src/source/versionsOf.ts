import { VersionFigures } from '@sextant/plugin-telemetry-common';
import { Scope } from '@sextant/plugin-telemetry-node';
import { InstantValue } from '../client/responses';
import { RequestMetrics } from '../profiles/ServiceMetrics';
import { Asking } from './asking';
import { VersionKeys } from './versionKeys';

/** Points at which first and last samples are looked for. */
const SEEN_POINTS = 120;

/** Figures of every version over the whole range, as Prometheus has them at its end. */
export async function versionsOf(
  asking: Asking & { metrics: RequestMetrics },
  scope: Scope,
): Promise<{ versions: VersionFigures[]; environments: string[] }> {
  const { metrics, config } = asking;
  const keys = new VersionKeys(metrics, config);
  const all = await figuresBy(
    asking,
    keys.environmentLabels,
    scope.range,
    labels =>
      JSON.stringify([keys.versionOf(labels), keys.environmentOf(labels)]),
  );
  const figures = [...all].map(([, { labels, ...rest }]) => ({
    version: keys.versionOf(labels),
    environment: keys.environmentOf(labels),
    share: 0,
    ...rest,
  }));
  const byRequests = [...figures].sort((a, b) => b.requests - a.requests);
  const environments = [
    ...new Set(byRequests.map(({ environment }) => environment)),
  ];
  const wanted = byRequests.filter(
    ({ version, environment }) =>
      (!scope.environment || environment === scope.environment) &&
      (!scope.versions || scope.versions.includes(version)),
  );
  const total = wanted.reduce((sum, { requests }) => sum + requests, 0);
  return {
    versions: wanted.map(entry => ({
      ...entry,
      share: total > 0 ? entry.requests / total : 0,
    })),
    environments,
  };
}

/** Figures of a group, and the labels it was read from. */
export interface GroupFigures {
  labels: Record<string, string>;
  requests: number;
  rate: number;
  errorRatio: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  instances: number;
  firstSeen: string;
  lastSeen: string;
}

/**
 * Figures of requests over a range by labels and version, in eight queries at once whatever the
 * number of groups. Groups without a request are left out.
 */
export async function figuresBy(
  { client, metrics, notes, signal }: Asking & { metrics: RequestMetrics },
  by: readonly string[],
  range: { fromMs: number; toMs: number },
  keyOf: (labels: Record<string, string>) => string,
): Promise<Map<string, GroupFigures>> {
  const { expressions, family, instance } = metrics;
  const to = range.toMs / 1000;
  const seconds = Math.max(1, Math.round((range.toMs - range.fromMs) / 1000));
  const window = `${seconds}s`;
  const resolution = `${Math.max(15, Math.ceil(seconds / SEEN_POINTS))}s`;
  const ask = async (query: string | undefined) => {
    const found =
      query === undefined
        ? []
        : notes.take(await client.query(query, to, { signal }));
    return new Map(found.map(value => [keyOf(value.labels), value]));
  };
  const [requests, errors, p50, p95, p99, instances, first, last] =
    await Promise.all([
      ask(expressions.requests(by, window, 'increase')),
      ask(expressions.errors(by, window, 'increase')),
      ask(expressions.quantile(0.5, by, window)),
      ask(expressions.quantile(0.95, by, window)),
      ask(expressions.quantile(0.99, by, window)),
      ask(expressions.instances(by, instance, window)),
      ask(expressions.seen('min', by, window, resolution)),
      ask(expressions.seen('max', by, window, resolution)),
    ]);
  const unit = family.profile.secondsPerUnit(family.histogram);
  const figures = new Map<string, GroupFigures>();
  for (const [key, { labels, value }] of requests) {
    if (value !== null && value > 0) {
      const inSeconds = (found: Map<string, InstantValue>) =>
        scaled(found.get(key)?.value ?? null, unit);
      figures.set(key, {
        labels,
        requests: value,
        rate: value / seconds,
        errorRatio:
          metrics.status === undefined
            ? null
            : (errors.get(key)?.value ?? 0) / value,
        p50: inSeconds(p50),
        p95: inSeconds(p95),
        p99: inSeconds(p99),
        instances: instances.get(key)?.value ?? 0,
        firstSeen: timeOf(first.get(key)?.value, range.fromMs),
        lastSeen: timeOf(last.get(key)?.value, range.toMs),
      });
    }
  }
  return figures;
}

/** A duration in seconds. */
export function scaled(value: number | null, unit: number): number | null {
  return value === null ? null : value * unit;
}

function timeOf(seconds: number | null | undefined, otherwiseMs: number) {
  return new Date(seconds ? seconds * 1000 : otherwiseMs).toISOString();
}
