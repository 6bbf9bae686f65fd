import { FleetService, TimeRange } from '@sextant/plugin-telemetry-common';
import { RequestMetrics } from '../profiles/ServiceMetrics';
import { namesService } from './alertsOf';
import { Asking, windowFor } from './asking';
import { gridOf, onGrid } from './grid';
import { VersionKeys } from './versionKeys';
import { figuresBy, GroupFigures, scaled } from './versionsOf';

const TREND_POINTS = 24;
const RECENT_MS = 600_000;

type Fleet = { services: FleetService[]; environments: string[] };

/**
 * Every service of a server, in a number of queries that grows with the kinds of metrics it holds and
 * not with its services. A service that reports in several ways counts in the first of them.
 */
export async function fleetOf(
  asking: Asking,
  kinds: RequestMetrics[],
  question: { environment?: string; range: TimeRange },
): Promise<Fleet> {
  const [alerts, parts] = await Promise.all([
    asking.client.alerts({ signal: asking.signal }),
    Promise.all(
      kinds.map(metrics => fleetOfKind({ ...asking, metrics }, question)),
    ),
  ]);
  const firing = alerts.filter(({ state }) => state === 'firing');
  const taken = new Set<string>();
  const services: FleetService[] = [];
  for (const part of parts) {
    for (const service of part) {
      if (!taken.has(service.service)) {
        services.push({
          ...service,
          alertsFiring: firing.filter(({ labels }) =>
            namesService(labels, service.service),
          ).length,
        });
      }
    }
    part.forEach(({ service }) => taken.add(service));
  }
  return {
    services: services.filter(
      ({ environment }) =>
        !question.environment || environment === question.environment,
    ),
    environments: [
      ...new Set(services.map(({ environment }) => environment)),
    ].sort(),
  };
}

async function fleetOfKind(
  asking: Asking & { metrics: RequestMetrics },
  { range }: { range: TimeRange },
): Promise<FleetService[]> {
  const { metrics, client, config, notes, signal } = asking;
  const keys = new VersionKeys(metrics, config);
  const label = metrics.service;
  const by = [label, ...keys.environmentLabels];
  const nameOf = (labels: Record<string, string>) =>
    // OTLP's job is namespace/name.
    (label === 'job' ? labels[label]?.split('/').pop() : labels[label]) ?? '';
  const serviceKey = (labels: Record<string, string>) =>
    JSON.stringify([nameOf(labels), keys.environmentOf(labels)]);
  const versionKey = (labels: Record<string, string>) =>
    JSON.stringify([
      nameOf(labels),
      keys.environmentOf(labels),
      keys.versionOf(labels),
    ]);
  const overall = metrics.expressions.overAllVersions();
  const recentMs = Math.min(RECENT_MS, range.toMs - range.fromMs);
  const recentWindow = `${Math.round(recentMs / 1000)}s`;
  const seconds = Math.round((range.toMs - range.fromMs) / 1000);
  const step = Math.max(15, Math.ceil(seconds / TREND_POINTS));
  const grid = gridOf(range, step);
  const window = `${windowFor(config, step)}s`;
  const at = range.toMs / 1000;
  const instant = async (query: string | undefined) => {
    const found =
      query === undefined
        ? []
        : notes.take(await client.query(query, at, { signal }));
    return new Map(
      found.map(({ labels, value }) => [serviceKey(labels), value]),
    );
  };
  const trend = async (query: string | undefined) => {
    const found =
      query === undefined
        ? []
        : notes.take(await client.queryRange(query, grid, { signal }));
    return new Map(
      found.map(entry => [serviceKey(entry.labels), onGrid(entry, grid)]),
    );
  };
  const [versions, p95, recent, recentErrors, rates, errors, p95Trend] =
    await Promise.all([
      figuresBy(asking, by, range, versionKey),
      instant(overall.quantile(0.95, by, `${seconds}s`)),
      instant(overall.requests(by, recentWindow, 'increase')),
      instant(overall.errors(by, recentWindow, 'increase')),
      trend(overall.requests(by, window)),
      trend(overall.errors(by, window)),
      trend(overall.quantile(0.95, by, window)),
    ]);
  const unit = metrics.family.profile.secondsPerUnit(metrics.family.histogram);
  const knowsErrors = metrics.status !== undefined;
  const nothing = grid.timesMs.map(() => null);
  const groups = new Map<string, GroupFigures[]>();
  for (const figures of versions.values()) {
    const key = serviceKey(figures.labels);
    groups.set(key, [...(groups.get(key) ?? []), figures]);
  }
  return [...groups].map(([key, own]): FleetService => {
    const [{ labels }] = own;
    const requests = own.reduce((sum, figures) => sum + figures.requests, 0);
    const failed = own.reduce(
      (sum, figures) => sum + (figures.errorRatio ?? 0) * figures.requests,
      0,
    );
    const recentRequests = recent.get(key) ?? 0;
    return {
      service: nameOf(labels),
      environment: keys.environmentOf(labels),
      versions: own
        .map(({ labels: ownLabels, ...figures }) => ({
          version: keys.versionOf(ownLabels),
          environment: keys.environmentOf(ownLabels),
          share: figures.requests / requests,
          ...figures,
        }))
        .sort((a, b) => b.requests - a.requests),
      requests,
      rate: requests / seconds,
      errorRatio: knowsErrors ? failed / requests : null,
      p95: scaled(p95.get(key) ?? null, unit),
      recent: {
        requests: recentRequests,
        errorRatio:
          knowsErrors && recentRequests > 0
            ? (recentErrors.get(key) ?? 0) / recentRequests
            : null,
      },
      errorRatioTrend: (rates.get(key) ?? nothing).map((rate, point) =>
        knowsErrors && rate !== null && rate > 0
          ? (errors.get(key)?.[point] ?? 0) / rate
          : null,
      ),
      p95Trend: (p95Trend.get(key) ?? nothing).map(value =>
        scaled(value, unit),
      ),
      alertsFiring: null,
    };
  });
}
