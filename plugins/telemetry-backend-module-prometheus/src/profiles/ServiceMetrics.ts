import { Scope, SharedReads } from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from '../client/PrometheusClient';
import { PrometheusConfig } from '../config';
import { Matcher, selector } from '../promql/promql';
import {
  ENVIRONMENT_LABELS,
  firstPresent,
  INSTANCE_LABELS,
  VERSION_LABELS,
} from './metricProfiles';
import {
  RequestFamilies,
  RequestFamily,
  serviceMatcher,
} from './RequestFamilies';
import { RequestExpressions, VersionLabels } from './requestExpressions';

/** Overrides the profile of one service. */
export const ANNOTATION_METRIC_PROFILE = 'sextant.io/metric-profile';

/** How requests of a service, or of all, stand in this server. */
export interface RequestMetrics {
  family: RequestFamily;
  expressions: RequestExpressions;
  versions: VersionLabels;
  service: string;
  environment: string | undefined;
  instance: string;
  route: string | undefined;
  status: string | undefined;
  /** Labels on the series, for the doctor. */
  labels: string[];
  matchers: Matcher[];
}

const KEEP_MS = 60_000;
/** A service that is not known yet may be the next moment. */
const KEEP_NOTHING_MS = 5_000;

/** Finds out once a minute how a service reports its requests: profile, labels, kind of histogram. */
export class ServiceMetrics {
  readonly families: RequestFamilies;
  readonly #reads = new SharedReads<RequestMetrics | undefined>({
    keepMs: KEEP_MS,
    maxSize: 20_000,
  });
  readonly #fleetReads = new SharedReads<RequestMetrics[]>({
    keepMs: KEEP_MS,
    maxSize: 10,
  });
  readonly #infoLabels = new SharedReads<string[]>({
    keepMs: KEEP_MS,
    maxSize: 10,
  });

  constructor(
    private readonly client: PrometheusClient,
    config: PrometheusConfig,
    now?: () => number,
  ) {
    this.families = new RequestFamilies(client, config.profile, now);
  }

  /** Undefined when the server holds no requests of the service. */
  of(
    { service, annotations }: Scope,
    signal?: AbortSignal,
  ): Promise<RequestMetrics | undefined> {
    const profile = annotations?.[ANNOTATION_METRIC_PROFILE];
    return this.#reads.read(
      `${service}\n${profile ?? ''}`,
      asked => this.#find(service, profile, asked),
      signal,
      found => (found ? KEEP_MS : KEEP_NOTHING_MS),
    );
  }

  /**
   * Every family, for a question about the whole fleet: once for each label that names services, of
   * the series that no label before it names.
   */
  async ofAll(signal?: AbortSignal): Promise<RequestMetrics[]> {
    return this.#fleetReads.read(
      'fleet',
      async asked => {
        const families = await this.families.all({ signal: asked });
        const parts = await Promise.all(
          families.flatMap(family =>
            family.services.map(({ label }, at) => {
              const matchers: Matcher[] = [
                { label, op: '!=', value: '' },
                ...family.services.slice(0, at).map(
                  (before): Matcher => ({
                    label: before.label,
                    op: '=',
                    value: '',
                  }),
                ),
              ];
              return this.#ofSeries(family, label, matchers, asked);
            }),
          ),
        );
        return parts.filter(
          ({ family }) => family.hasClassic || family.hasNative,
        );
      },
      signal,
      found => (found.length > 0 ? KEEP_MS : KEEP_NOTHING_MS),
    );
  }

  async #find(
    service: string,
    profile: string | undefined,
    signal: AbortSignal,
  ): Promise<RequestMetrics | undefined> {
    const families = await this.families.all({ signal });
    for (const family of families) {
      const matcher = serviceMatcher(family, service);
      if (matcher && (!profile || family.profile.name === profile)) {
        return this.#ofSeries(family, matcher.label, [matcher], signal);
      }
    }
    return undefined;
  }

  async #ofSeries(
    family: RequestFamily,
    service: string,
    matchers: Matcher[],
    signal: AbortSignal,
  ): Promise<RequestMetrics> {
    const window = this.families.window();
    const labelsOf = (present: boolean, name: string) =>
      present
        ? this.client.labels(selector(name, matchers), window, { signal })
        : [];
    const [classic, native, info] = await Promise.all([
      labelsOf(family.hasClassic, `${family.histogram}_count`),
      labelsOf(family.hasNative, family.histogram),
      this.#infoLabel(signal),
    ]);
    const own = {
      ...family,
      hasClassic: classic.length > 0,
      hasNative: native.length > 0,
    };
    return this.#metrics(own, [...new Set([...classic, ...native])], info, {
      service,
      matchers,
    });
  }

  #metrics(
    family: RequestFamily,
    labels: string[],
    info: string | undefined,
    { service, matchers }: { service: string; matchers: Matcher[] },
  ): RequestMetrics {
    const { profile } = family;
    const versions = {
      series: firstPresent(VERSION_LABELS, labels),
      info,
    };
    const status = profile.statuses.find(
      ({ label }) => firstPresent([label], labels) !== undefined,
    );
    const statusLabel = status && firstPresent([status.label], labels);
    const only = profile.only.flatMap(matcher => {
      const label = firstPresent([matcher.label], labels);
      return label ? [{ ...matcher, label }] : [];
    });
    const all = [...matchers, ...only];
    return {
      family,
      versions,
      service,
      environment: firstPresent(ENVIRONMENT_LABELS, labels),
      instance: firstPresent(INSTANCE_LABELS, labels) ?? 'instance',
      route: firstPresent(profile.routes, labels),
      status: statusLabel,
      labels,
      matchers: all,
      expressions: new RequestExpressions({
        profile,
        histogram: family.histogram,
        hasClassic: family.hasClassic,
        hasNative: family.hasNative,
        matchers: all,
        // A join costs; it is made only where series do not all tell their version themselves.
        versions: versions.series ? { series: versions.series } : versions,
        status:
          status && statusLabel
            ? { label: statusLabel, failed: status.failed }
            : undefined,
      }),
    };
  }

  /** The label of `target_info` that holds versions. */
  async #infoLabel(signal?: AbortSignal): Promise<string | undefined> {
    const labels = await this.#infoLabels.read(
      'target_info',
      asked =>
        this.client.labels('target_info', this.families.window(), {
          signal: asked,
        }),
      signal,
    );
    return firstPresent(VERSION_LABELS, labels);
  }
}
