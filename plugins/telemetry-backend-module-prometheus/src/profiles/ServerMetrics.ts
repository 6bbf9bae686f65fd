import { TimeRange } from '@sextant/plugin-kit-common';
import { Asking, UpstreamError } from '@sextant/plugin-telemetry-node';
import { SharedReads } from '@sextant/plugin-kit-node';
import { PrometheusClient, RangeS } from '../client/PrometheusClient';
import { PrometheusConfig } from '../config';
import { anySelector, literal, Matcher, oneOf } from '../promql/promql';
import { METRIC_PROFILES, MetricProfile, spellings } from './metricProfiles';
import { ScrapeIntervals } from './ScrapeIntervals';
import { SeriesLadder } from './SeriesLadder';

/** Requests of one kind that a server holds. */
export interface RequestFamily {
  profile: MetricProfile;
  /** Tells families apart in results. */
  id: string;
  /** Of the histogram or summary; undefined where there is a counter alone. */
  base?: string;
  hasBuckets: boolean;
  hasCount: boolean;
  /** A series of the base name itself: a native histogram, or a summary's quantiles. */
  hasBare: boolean;
  counter?: string;
  /** Labels with the outcome, as they are spelt. */
  statuses: readonly string[];
  routes: readonly string[];
  only: readonly Matcher[];
}

/** What a server holds of requests in a range, and how its series say where they come from. */
export interface Held {
  families: readonly RequestFamily[];
  ladder: SeriesLadder;
  labels: readonly string[];
  scrapes: ScrapeIntervals;
}

const KEEP_MS = 60_000;
/** Where nothing was found, something may come any moment. */
const KEEP_NOTHING_MS = 5_000;
const MAX_BYTES = 4 * 1024 * 1024;
const GRID_S = 300;

/** Looks up what a server holds, once a minute for each range: three questions, however many services. */
export class ServerMetrics {
  readonly #client: PrometheusClient;
  readonly #config: PrometheusConfig;
  readonly #reads: SharedReads<Held>;

  constructor(
    client: PrometheusClient,
    config: PrometheusConfig,
    now?: () => number,
  ) {
    this.#client = client;
    this.#config = config;
    this.#reads = new SharedReads({
      keepMs: KEEP_MS,
      maxBytes: MAX_BYTES,
      now,
    });
  }

  /** Where the question looks, what was there then: also of a service that is gone now. */
  in(range: TimeRange, asking: Asking): Promise<Held> {
    const window = {
      from: Math.floor(range.fromMs / 1000 / GRID_S) * GRID_S,
      to: Math.ceil(range.toMs / 1000 / GRID_S) * GRID_S,
    };
    return this.#reads.read(
      JSON.stringify(window),
      signal => this.#look(window, { ...asking, signal }),
      asking.signal,
      ({ families }) => (families.length > 0 ? KEEP_MS : KEEP_NOTHING_MS),
    );
  }

  async #look(window: RangeS, asking: Asking): Promise<Held> {
    const told = this.#config.scrapeIntervalS;
    const profiles = METRIC_PROFILES.filter(
      ({ name }) => !this.#config.profile || name === this.#config.profile,
    );
    const found = new Set(
      await this.#client.labelValues(
        '__name__',
        anySelector([namesOf(profiles)]),
        window,
        asking,
      ),
    );
    const families = profiles.flatMap(profile => familiesOf(profile, found));
    if (families.length === 0) {
      return {
        families,
        ladder: new SeriesLadder([], []),
        labels: [],
        scrapes: new ScrapeIntervals([], () => undefined, told),
      };
    }
    const [labels, infoLabels, sampled] = await Promise.all([
      this.#client.labels(
        anySelector([oneOf('__name__', [...found])]),
        window,
        asking,
      ),
      this.#client.labels('target_info', window, asking),
      told === undefined ? this.#sampled(families, window, asking) : [],
    ]);
    const ladder = new SeriesLadder(
      labels,
      infoLabels,
      this.#config.environments,
    );
    return {
      labels,
      families: families.map(family => withLabels(family, labels)),
      ladder,
      scrapes: new ScrapeIntervals(sampled, of => ladder.serviceOf(of), told),
    };
  }

  async #sampled(
    families: readonly RequestFamily[],
    { from, to }: RangeS,
    asking: Asking,
  ) {
    const names = families.flatMap(({ base, counter, hasCount, hasBare }) => [
      ...(counter === undefined ? [] : [counter]),
      ...(base !== undefined && hasCount ? [`${base}_count`] : []),
      ...(base !== undefined && hasBare ? [base] : []),
    ]);
    try {
      const { data } = await this.#client.query(
        ScrapeIntervals.query(names, to - from),
        to,
        asking,
      );
      return data;
    } catch (error) {
      // A limit on what one query may read is no reason to have no figures: the usual interval is taken.
      if (error instanceof UpstreamError && error.kind !== 'down') {
        return [];
      }
      throw error;
    }
  }
}

/** Every name that requests may stand under. */
function namesOf(profiles: readonly MetricProfile[]): Matcher {
  const bases = profiles.flatMap(({ histograms }) => histograms);
  const counters = profiles.flatMap(profile => profile.counters);
  return {
    label: '__name__',
    op: '=~',
    value: [
      `(?:${bases.map(literal).join('|')})(?:_bucket|_count)?`,
      ...counters.map(literal),
    ].join('|'),
  };
}

function familiesOf(
  profile: MetricProfile,
  found: ReadonlySet<string>,
): RequestFamily[] {
  const counter = profile.counters.find(name => found.has(name));
  const common = { profile, statuses: [], routes: [], only: [] };
  const families = profile.histograms.flatMap((base): RequestFamily[] => {
    const hasBuckets = found.has(`${base}_bucket`);
    const hasCount = found.has(`${base}_count`) || hasBuckets;
    const hasBare = found.has(base);
    return hasCount || hasBare
      ? [
          {
            ...common,
            id: `${profile.name} ${base}`,
            base,
            hasBuckets,
            hasCount,
            hasBare,
            counter: profile.countsByCounter ? counter : undefined,
          },
        ]
      : [];
  });
  if (
    counter === undefined ||
    (profile.countsByCounter && families.length > 0)
  ) {
    return families;
  }
  // Last: of a service that has a histogram it is not taken, and another service may have nothing else.
  return [
    ...families,
    {
      ...common,
      id: `${profile.name} ${counter}`,
      hasBuckets: false,
      hasCount: false,
      hasBare: false,
      counter,
    },
  ];
}

function withLabels(
  family: RequestFamily,
  labels: readonly string[],
): RequestFamily {
  const { statuses, routes, only } = family.profile;
  return {
    ...family,
    statuses: spellings(
      statuses.map(({ label }) => label),
      labels,
    ),
    routes: spellings(routes, labels),
    only: only.flatMap(matcher =>
      spellings([matcher.label], labels).map(label => ({ ...matcher, label })),
    ),
  };
}
