import {
  Diagnosis,
  Exemplar,
  FleetService,
  Metrics,
  MetricSeries,
  snapRange,
  TimeRange,
  VersionFigures,
} from '@sextant/plugin-telemetry-common';
import { MetricSource, Scope, Sourced } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { tierFor } from '../store/tiers';
import { diagnoseEmbedded } from './diagnoseEmbedded';
import { Provenances } from './Provenances';
import {
  environmentsOf,
  RedGroup,
  redGroups,
  versionFigures,
} from './redGroups';
import { addCounts, RED_SUMS, redCounts, redFigures } from './redRows';
import { runtimeSeries } from './runtimeSeries';
import { seriesFromRows } from './seriesFromRows';

const TREND_POINTS = 24;
const RECENT_MS = 600_000;
const EXEMPLARS = 12;
const EXEMPLAR_CANDIDATES = 5_000;

/** Rate, errors and latency by version from the entry spans that were stored. */
export class EmbeddedMetricSource implements MetricSource {
  readonly id = 'embedded store';
  /** Where an upstream for this signal is configured, that is asked. */
  readonly isFallback = true;

  constructor(
    private readonly knex: Knex,
    private readonly provenances: Provenances,
    private readonly now: () => number = Date.now,
  ) {}

  diagnose(scope: Scope): Promise<Diagnosis> {
    return diagnoseEmbedded(this.knex, this.id, 'metrics', scope);
  }

  async versions({ service, environment, versions, range }: Scope) {
    const groups = await redGroups(this.knex, range, this.now(), service);
    const mine = groups.filter(
      group => !environment || group.environment === environment,
    );
    const all = await versionFigures(this.knex, mine, range, service);
    const figures = all.map(({ service: _same, ...rest }) => rest);
    return {
      data: {
        versions: versions
          ? figures.filter(({ version }) => versions.includes(version))
          : figures,
        environments: environmentsOf(groups),
      },
      provenance: await this.provenances.metrics(service, environment),
    };
  }

  async series(
    question: Scope & { stepSeconds: number; groupBy: 'version' | 'route' },
  ): Promise<Sourced<Metrics>> {
    const { service, environment, versions, groupBy } = question;
    const grid = this.#grid(question.range, question.stepSeconds);
    const series = await this.#lines(
      groupBy === 'version' ? 's.version' : 's.operation',
      grid,
      `s.service = ? ${environment ? 'AND s.environment = ?' : ''}
       ${
         versions
           ? `AND s.version IN (${versions.map(() => '?').join(',')})`
           : ''
       }`,
      [service, ...(environment ? [environment] : []), ...(versions ?? [])],
    );
    return {
      data: {
        fromMs: question.range.fromMs,
        toMs: question.range.toMs,
        stepSeconds: grid.step,
        groupBy,
        timesMs: Array.from(
          { length: grid.points },
          (_, point) => (grid.from + point * grid.step) * 1000,
        ),
        series,
        exemplars: groupBy === 'version' ? await this.#exemplars(question) : [],
        runtime:
          groupBy === 'version'
            ? await runtimeSeries(
                this.knex,
                {
                  service,
                  environment,
                  range: { fromMs: grid.from * 1000, toMs: grid.to * 1000 },
                },
                grid.step,
                grid.points,
              )
            : [],
      },
      provenance: await this.provenances.metrics(service, environment),
    };
  }

  async fleet({
    environment,
    range,
  }: {
    environment?: string;
    range: TimeRange;
  }) {
    const groups = await redGroups(this.knex, range, this.now());
    const latest = await redGroups(
      this.knex,
      {
        fromMs: Math.max(range.fromMs, range.toMs - RECENT_MS),
        toMs: range.toMs,
      },
      this.now(),
    );
    const byService = new Map<string, RedGroup[]>();
    for (const group of groups) {
      if (!environment || group.environment === environment) {
        const key = `${group.service}\n${group.environment}`;
        byService.set(key, [...(byService.get(key) ?? []), group]);
      }
    }
    const seconds = (range.toMs - range.fromMs) / 1000;
    const grid = this.#grid(range, Math.max(15, seconds / TREND_POINTS));
    const trends = new Map(
      (
        await this.#lines(
          "s.service || '\n' || s.environment",
          grid,
          '1 = 1',
          [],
        )
      ).map(line => [line.key, line]),
    );
    const services: FleetService[] = [];
    const all = await versionFigures(
      this.knex,
      [...byService.values()].flat(),
      range,
    );
    const versionsOf = new Map<string, VersionFigures[]>();
    for (const { service, ...figures } of all) {
      const key = `${service}\n${figures.environment}`;
      versionsOf.set(key, [...(versionsOf.get(key) ?? []), figures]);
    }
    for (const [key, own] of byService) {
      const [service, inEnvironment] = key.split('\n');
      const { requests, rate, errorRatio, p95 } = redFigures(
        addCounts(own.map(group => group.counts)),
        seconds,
      );
      const trend = trends.get(key);
      services.push({
        service,
        environment: inEnvironment,
        versions: versionsOf.get(key) ?? [],
        requests,
        rate,
        errorRatio,
        p95,
        recent: recentOf(latest, service, inEnvironment),
        errorRatioTrend: trend?.errorRatio ?? [],
        p95Trend: trend?.p95 ?? [],
        alertsFiring: null,
      });
    }
    return {
      data: { services, environments: environmentsOf(groups) },
      provenance: await this.provenances.metrics(undefined, environment),
    };
  }

  /** The points of a chart, clipped at now: the one still being filled would look like a drop. */
  #grid(range: TimeRange, stepSeconds: number) {
    const nowMs = this.now();
    const tier = tierFor(range, stepSeconds, nowMs);
    const step = Math.ceil(Math.max(tier, stepSeconds) / tier) * tier;
    const snapped = snapRange(range, step);
    const from = snapped.fromMs / 1000;
    const to = Math.min(
      snapped.toMs / 1000,
      Math.floor(nowMs / 1000 / step) * step,
    );
    return {
      tier,
      step,
      from,
      to,
      points: Math.max(0, Math.round((to - from) / step)),
    };
  }

  async #lines(
    key: string,
    grid: {
      tier: number;
      step: number;
      from: number;
      to: number;
      points: number;
    },
    condition: string,
    bindings: readonly string[],
  ): Promise<MetricSeries[]> {
    const rows = rowsOf(
      await this.knex.raw(
        `SELECT ${key} AS series_key, (r.bucket - ${grid.from}) / ${grid.step} AS point, ${RED_SUMS}
           FROM embedded_series s JOIN embedded_red r ON r.series_id = s.id
          WHERE ${condition}
            AND r.tier = ${grid.tier} AND r.bucket >= ${grid.from} AND r.bucket < ${grid.to}
          GROUP BY 1, 2`,
        [...bindings],
      ),
    );
    return seriesFromRows(
      rows.map(row => ({
        key: String(row.series_key),
        point: Number(row.point),
        counts: redCounts(row),
      })),
      grid.points,
      () => grid.step,
    );
  }

  /** The slowest of the latest requests: the points of a latency chart one would want to open. */
  async #exemplars({
    service,
    environment,
    versions,
    range,
  }: Scope): Promise<Exemplar[]> {
    const candidates = this.knex('embedded_request')
      .where({ service, ...(environment ? { environment } : {}) })
      .whereBetween('start_us', [range.fromMs * 1000, range.toMs * 1000])
      .modify(query => {
        if (versions) {
          query.whereIn('version', [...versions]);
        }
      })
      .orderBy('start_us', 'desc')
      .limit(EXEMPLAR_CANDIDATES);
    const rows: Array<Record<string, unknown>> = await this.knex
      .select('*')
      .from(candidates.as('latest'))
      .orderBy('duration_us', 'desc')
      .limit(EXEMPLARS);
    return rows.map(row => ({
      key: String(row.version),
      timeMs: Number(row.start_us) / 1000,
      durationSeconds: Number(row.duration_us) / 1e6,
      traceId: String(row.trace_id),
      spanId: String(row.span_id),
      error: Number(row.error) === 1,
    }));
  }
}

function recentOf(
  groups: readonly RedGroup[],
  service: string,
  environment: string,
) {
  const counts = addCounts(
    groups
      .filter(
        group => group.service === service && group.environment === environment,
      )
      .map(group => group.counts),
  );
  const { requests, errorRatio } = redFigures(counts, RECENT_MS / 1000);
  return { requests, errorRatio };
}
