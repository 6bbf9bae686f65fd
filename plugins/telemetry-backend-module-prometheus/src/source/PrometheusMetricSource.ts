import { Provenance, stepFor, TimeRange } from '@sextant/plugin-kit-common';
import {
  Asking,
  CountAnswer,
  CountQuestion,
  CountRow,
  EntityHints,
  MetricSource,
  Narrowing,
} from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from '../client/PrometheusClient';
import { PrometheusConfig } from '../config';
import { Held, ServerMetrics } from '../profiles/ServerMetrics';
import { RequestQueries } from '../promql/RequestQueries';
import { askSteps, askWhole, PrometheusAsking } from './asking';
import { Grid, gridOf, partsOf } from './grid';
import { Notes } from './Notes';
import { CountReader, ofOneFamily } from './readCounts';

/** Overrides the profile of one service. */
export const ANNOTATION_METRIC_PROFILE = 'sextant.io/metric-profile';

const APPLIED: ReadonlySet<Narrowing> = new Set<Narrowing>();
/** Before a version is new, its series were not there for so long. */
const PRESENT = '300s';
/** Moments at which instances are looked for that `target_info` tells of. */
const INSTANCE_LOOKS = 30;
/** Services that one query may name beside those of the fleet. */
const MAX_RARER = 200;

/** Requests by version from one Prometheus. */
export class PrometheusMetricSource implements MetricSource {
  readonly #client: PrometheusClient;
  readonly #config: PrometheusConfig;
  readonly #server: ServerMetrics;
  readonly #now: () => number;

  constructor(
    client: PrometheusClient,
    config: PrometheusConfig,
    server: ServerMetrics,
    now: () => number = Date.now,
  ) {
    this.#client = client;
    this.#config = config;
    this.#server = server;
    this.#now = now;
  }

  /** Of the whole fleet, services that are scraped rarely are asked for by themselves. */
  async counts(question: CountQuestion, asking: Asking): Promise<CountAnswer> {
    const services = question.services
      ? []
      : await this.#rarelyScraped(question, asking);
    if (services.length === 0) {
      return this.#counts(question, asking);
    }
    const asked = services.slice(0, MAX_RARER);
    const [all, rarer] = await Promise.all([
      this.#counts(question, asking),
      this.#counts({ ...question, services: asked }, asking),
    ]);
    const own = new Set(asked);
    const left = services.length - asked.length;
    return {
      ...all,
      rows: [
        ...all.rows.filter(({ service }) => !own.has(service)),
        ...rarer.rows,
      ],
      missing: [
        ...(all.missing ?? []),
        ...(left > 0
          ? [`${left} services that are scraped rarely are not counted well`]
          : []),
      ],
    };
  }

  async #rarelyScraped({ range }: CountQuestion, asking: Asking) {
    const until = untilNow(range, this.#now());
    return (await this.#server.in(until, asking)).scrapes.rarer;
  }

  async #counts(question: CountQuestion, asking: Asking): Promise<CountAnswer> {
    const notes = new Notes();
    const ask = { client: this.#client, notes, asking };
    const range = untilNow(question.range, this.#now());
    const isWhole = question.step === 'whole';
    const found = ofProfile(
      await this.#server.in(range, asking),
      question.hints,
    );
    const held =
      isWhole && !(await needsJoin(ask, found, question, range))
        ? { ...found, ladder: found.ladder.unjoined }
        : found;
    const queries = new RequestQueries(held, question);
    const scrape = held.scrapes.of(question.services);
    // Over a rollout what `target_info` says changes: joined at each step, and added up.
    const grid =
      isWhole && !held.ladder.isJoined
        ? undefined
        : gridOf(
            range,
            isWhole ? stepFor(range) : Number(question.step),
            scrape,
          );
    const sampled = (queryFor: (window: string) => string | undefined) =>
      grid ? askSteps(ask, queryFor, grid) : askWhole(ask, queryFor, range);
    const reader = new CountReader(held, question.byOperation ?? false);
    if (grid && held.ladder.isJoined) {
      notes.add(
        `Versions stand on target_info: at a rollout on one address up to ${grid.step} s of requests may be counted to the other version`,
      );
    }
    const [counts, durations, presence] = await Promise.all([
      sampled(window => queries.counts(window)),
      question.durations ? sampled(window => queries.durations(window)) : [],
      isWhole ? this.#presence(ask, held, queries, range, scrape) : undefined,
    ]);
    reader.addCounts(counts);
    reader.addDurations(durations);
    const rows = ofOneFamily(reader.rows);
    const covered = grid ? coveredBy(grid) : range;
    return {
      rows: presence
        ? await this.#withPresence(
            rows,
            presence,
            covered,
            ask,
            queries,
            held,
            scrape,
          )
        : rows,
      covered,
      step: isWhole ? 'whole' : Number(question.step),
      applied: APPLIED,
      provenance: this.#provenance(held, queries, notes, range),
    };
  }

  /** How many instances reported, and who had before the range began. */
  async #presence(
    ask: PrometheusAsking,
    held: Held,
    queries: RequestQueries,
    range: TimeRange,
    scrape: number,
  ): Promise<Presence> {
    const atStart = { fromMs: range.fromMs - 1_000, toMs: range.fromMs };
    const [instances, before] = await Promise.all([
      held.ladder.isJoined
        ? this.#joinedInstances(ask, held, queries, range, scrape)
        : this.#instances(ask, held, queries, range),
      askWhole(ask, () => queries.present(PRESENT), atStart),
    ]);
    return {
      instances,
      before: new Set(
        before.flatMap(({ labels }) => {
          const origin = held.ladder.originOf(labels);
          return origin ? [keyOf(origin)] : [];
        }),
      ),
    };
  }

  async #instances(
    ask: PrometheusAsking,
    held: Held,
    queries: RequestQueries,
    range: TimeRange,
  ): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const found = await askWhole(
      ask,
      window => queries.instances(window),
      range,
    );
    for (const { labels, value = 0 } of found) {
      const origin = held.ladder.originOf(labels);
      if (origin) {
        const known = counts.get(keyOf(origin)) ?? 0;
        counts.set(keyOf(origin), Math.max(known, value));
      }
    }
    return counts;
  }

  /** What `target_info` says of an instance that is gone is told while it was there. */
  async #joinedInstances(
    ask: PrometheusAsking,
    held: Held,
    queries: RequestQueries,
    range: TimeRange,
    scrape: number,
  ): Promise<Map<string, number>> {
    // Each part holds a sample of everything that is scraped.
    const parts = Math.floor((range.toMs - range.fromMs) / 1000 / scrape / 2);
    const found = await askSteps(
      ask,
      window => queries.eachInstance(window),
      partsOf(range, Math.max(1, Math.min(INSTANCE_LOOKS, parts))),
    );
    const seen = new Map<string, Set<string>>();
    for (const { labels } of found) {
      const origin = held.ladder.originOf(labels);
      if (origin) {
        const key = keyOf(origin);
        const own = seen.get(key) ?? new Set<string>();
        seen.set(key, own);
        own.add(
          JSON.stringify(held.ladder.instanceLabels.map(name => labels[name])),
        );
      }
    }
    return new Map([...seen].map(([key, own]) => [key, own.size]));
  }

  /** Rows over the whole range, with who was heard of; when first, where that was inside of it. */
  async #withPresence(
    rows: readonly CountRow[],
    { instances, before }: Presence,
    covered: TimeRange,
    ask: PrometheusAsking,
    queries: RequestQueries,
    held: Held,
    scrape: number,
  ): Promise<CountRow[]> {
    const isNew = (row: CountRow) => !before.has(keyOf(row));
    const first = rows.some(isNew)
      ? await this.#firstSeen(ask, queries, held, covered, scrape)
      : new Map<string, number>();
    const seconds = (covered.toMs - covered.fromMs) / 1000;
    const told = new Set<string>();
    return rows.map(row => {
      const origin = keyOf(row);
      const isFirst = !told.has(origin);
      told.add(origin);
      return {
        ...row,
        fromMs: covered.fromMs,
        seconds,
        instances: isFirst ? instances.get(origin) ?? 0 : 0,
        firstSeenMs: isNew(row) ? first.get(origin) : undefined,
      };
    });
  }

  /** The first step in which something was counted. */
  async #firstSeen(
    ask: PrometheusAsking,
    queries: RequestQueries,
    held: Held,
    range: TimeRange,
    scrape: number,
  ): Promise<Map<string, number>> {
    const samples = await askSteps(
      ask,
      window => queries.counts(window),
      gridOf(range, stepFor(range), scrape),
    );
    const first = new Map<string, number>();
    for (const { labels, interval, value = 0 } of samples) {
      const origin = held.ladder.originOf(labels);
      if (origin && value > 0) {
        const known = first.get(keyOf(origin)) ?? Infinity;
        first.set(keyOf(origin), Math.min(known, interval.fromMs));
      }
    }
    return first;
  }

  #provenance(
    held: Held,
    queries: RequestQueries,
    notes: Notes,
    range: TimeRange,
  ): Provenance {
    const query = queries.counts('60s');
    const link =
      query &&
      this.#config.queryLink
        ?.replaceAll('{query}', encodeURIComponent(query))
        .replaceAll('{from}', String(range.fromMs))
        .replaceAll('{to}', String(range.toMs));
    return {
      source: this.#config.id,
      rung: held.families.length > 0 ? versionSourceOf(held) : undefined,
      link: link || undefined,
      warnings: notes.texts,
    };
  }
}

interface Presence {
  instances: ReadonlyMap<string, number>;
  /** Origins that had series when the range began. */
  before: ReadonlySet<string>;
}

/** True where some of the asked series do not say their version and environment themselves. */
async function needsJoin(
  ask: PrometheusAsking,
  held: Held,
  question: CountQuestion,
  range: TimeRange,
): Promise<boolean> {
  if (!held.ladder.isJoined) {
    return false;
  }
  const plain = { ...held, ladder: held.ladder.unjoined };
  const queries = new RequestQueries(plain, question);
  const samples = await askWhole(ask, window => queries.counts(window), range);
  return samples.some(({ labels, value = 0 }) => {
    const origin = plain.ladder.originOf(labels);
    return (
      value > 0 &&
      origin !== undefined &&
      (origin.version === undefined || origin.environment === undefined)
    );
  });
}

/** Names profiles and where versions stand, as panels show it. */
export function versionSourceOf({ families, ladder }: Held): string {
  const profiles = [...new Set(families.map(({ profile }) => profile.name))];
  return `${profiles.join(', ')} · ${ladder.versionSource}`;
}

/** What a server holds of the profile that a service's entity names. */
export function ofProfile(held: Held, hints: EntityHints | undefined): Held {
  const wanted = hints?.[ANNOTATION_METRIC_PROFILE];
  return wanted === undefined
    ? held
    : {
        ...held,
        families: held.families.filter(
          ({ profile }) => profile.name === wanted,
        ),
      };
}

/** A window that ends after now draws a flat line for five minutes. */
export function untilNow(range: TimeRange, nowMs: number): TimeRange {
  return {
    ...range,
    toMs: Math.max(range.fromMs + 1_000, Math.min(range.toMs, nowMs)),
  };
}

function coveredBy({ intervals }: Grid): TimeRange {
  const last = intervals[intervals.length - 1];
  return {
    fromMs: intervals[0].fromMs,
    toMs: last.fromMs + last.seconds * 1000,
  };
}

function keyOf({ service, environment, version }: Partial<CountRow>): string {
  return JSON.stringify([service, environment ?? null, version ?? null]);
}
