import {
  Alerts,
  alertsSchema,
  FleetService,
  fleetServiceSchema,
  Metrics,
  metricsSchema,
  TimeRange,
  VersionFigures,
  versionFiguresSchema,
} from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  MetricSource,
  Scope,
} from '@sextant/plugin-telemetry-node';
import { z } from 'zod';
import { merge, Merged } from './Merged';
import { addFigures, groupBy, sum, weighted } from './mergeFigures';
import { mergeSeries } from './mergeSeries';
import { SourceGroup } from './SourceGroup';

const versionsData = z.object({
  versions: z.array(versionFiguresSchema),
  environments: z.array(z.string()),
});
const fleetData = z.object({
  services: z.array(fleetServiceSchema),
  environments: z.array(z.string()),
});
type SeriesQuestion = Scope & {
  stepSeconds: number;
  groupBy: 'version' | 'route';
};
interface FleetQuestion {
  environment?: string;
  range: TimeRange;
}

const AVERAGED =
  'p50, p95 and p99 of several sources are weighted by their requests';

/** Metrics of all sources as one. */
export class MergedMetrics {
  readonly #versions;
  readonly #series;
  readonly #fleet;
  readonly #alerts;

  constructor(readonly group: SourceGroup<MetricSource>) {
    this.#versions = group.question({
      name: 'versions',
      schema: versionsData,
      ask: (source, scope: Scope, options) => source.versions(scope, options),
    });
    this.#series = group.question({
      name: 'series',
      schema: metricsSchema,
      ask: (source, question: SeriesQuestion, options) =>
        source.series(question, options),
    });
    this.#fleet = group.question({
      name: 'fleet',
      schema: fleetData,
      ask: (source, question: FleetQuestion, options) =>
        source.fleet(question, options),
    });
    this.#alerts = group.question({
      name: 'alerts',
      schema: alertsSchema,
      ask: async (source, scope: Scope, options) =>
        source.alerts?.(scope, options) ?? {
          data: { alerts: [], rules: [] },
          provenance: { source: source.id, warnings: [] },
        },
    });
  }

  async versions(
    scope: Scope,
    options?: AskOptions,
  ): Promise<Merged<z.infer<typeof versionsData>>> {
    const answers = await this.#versions(scope, options);
    return noteAveraging(
      merge(answers, parts => ({
        versions: addVersions(parts.flatMap(({ versions }) => versions)),
        environments: unique(parts.flatMap(({ environments }) => environments)),
      })),
    );
  }

  async series(
    question: SeriesQuestion,
    options?: AskOptions,
  ): Promise<Merged<Metrics>> {
    const answers = await this.#series(question, options);
    return noteAveraging(merge(answers, mergeSeries));
  }

  async fleet(
    question: FleetQuestion,
    options?: AskOptions,
  ): Promise<Merged<z.infer<typeof fleetData>>> {
    const answers = await this.#fleet(question, options);
    return merge(answers, parts => ({
      services: groupBy(
        parts.flatMap(({ services }) => services),
        ({ service, environment }) => `${service}\n${environment}`,
      ).map(addServices),
      environments: unique(parts.flatMap(({ environments }) => environments)),
    }));
  }

  /** Alerts of every source that knows any; undefined when none does. */
  async alerts(
    scope: Scope,
    options?: AskOptions,
  ): Promise<Merged<Alerts> | undefined> {
    if (!this.group.sources.some(source => source.alerts)) {
      return undefined;
    }
    const answers = await this.#alerts(scope, options);
    return merge(answers, parts => ({
      alerts: parts.flatMap(({ alerts }) => alerts),
      rules: parts.flatMap(({ rules }) => rules),
    }));
  }
}

function addVersions(all: VersionFigures[]): VersionFigures[] {
  const merged = groupBy(
    all,
    ({ version, environment }) => `${version}\n${environment}`,
  ).map(parts => ({
    ...addFigures(parts),
    instances: sum(parts.map(part => part.instances)),
    firstSeen: parts.map(part => part.firstSeen).sort()[0],
    lastSeen: parts.map(part => part.lastSeen).sort()[parts.length - 1],
  }));
  const total = sum(merged.map(part => part.requests));
  return merged
    .map(part => ({ ...part, share: total > 0 ? part.requests / total : 0 }))
    .sort((a, b) => b.requests - a.requests);
}

function addServices(parts: FleetService[]): FleetService {
  const [first, ...others] = parts;
  if (others.length === 0) {
    return first;
  }
  const recent = parts.map(part => part.recent);
  return {
    ...first,
    versions: addVersions(parts.flatMap(part => part.versions)),
    requests: sum(parts.map(part => part.requests)),
    rate: sum(parts.map(part => part.rate)),
    errorRatio: weighted(parts, part => part.errorRatio),
    p95: weighted(parts, part => part.p95),
    recent: {
      requests: sum(recent.map(part => part.requests)),
      errorRatio: weighted(recent, part => part.errorRatio),
    },
    errorRatioTrend: first.errorRatioTrend.map((_, at) =>
      weighted(parts, part => part.errorRatioTrend[at] ?? null),
    ),
    p95Trend: first.p95Trend.map((_, at) =>
      weighted(parts, part => part.p95Trend[at] ?? null),
    ),
    alertsFiring: parts.some(part => part.alertsFiring !== null)
      ? sum(parts.map(part => part.alertsFiring ?? 0))
      : null,
  };
}

function noteAveraging<T>(merged: Merged<T>): Merged<T> {
  const [first, ...others] = merged.provenance;
  return others.length === 0
    ? merged
    : {
        ...merged,
        provenance: [
          { ...first, warnings: [...first.warnings, AVERAGED] },
          ...others,
        ],
      };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
