import { AskOptions, SharedReads } from '@sextant/plugin-telemetry-node';
import { PrometheusClient, RangeS } from '../client/PrometheusClient';
import { literal, Matcher, oneOf, quote, selector } from '../promql/promql';
import {
  METRIC_PROFILES,
  MetricProfile,
  SERVICE_LABELS,
  spelling,
} from './metricProfiles';

/** One histogram of requests that a server holds. */
export interface RequestFamily {
  profile: MetricProfile;
  histogram: string;
  /** Native histograms have no buckets of their own; some services may report the one, some the other. */
  hasClassic: boolean;
  hasNative: boolean;
  labels: string[];
  /** Services by the label that names them, in the ladder's order. */
  services: Array<{ label: string; values: Set<string> }>;
}

const KEEP_MS = 60_000;
/** Where nothing was found, something may come any moment. */
const KEEP_NOTHING_MS = 5_000;
const LOOK_BACK_S = 3_600;

/** Which request metrics a server holds, and of which services; looked up once a minute. */
export class RequestFamilies {
  readonly #reads = new SharedReads<RequestFamily[]>({
    keepMs: KEEP_MS,
    maxSize: 10,
  });

  constructor(
    private readonly client: PrometheusClient,
    private readonly profile: string | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  all(options?: AskOptions): Promise<RequestFamily[]> {
    return this.#reads.read(
      'all',
      signal => this.#discover({ signal }),
      options?.signal,
      families => (families.length > 0 ? KEEP_MS : KEEP_NOTHING_MS),
    );
  }

  /** The recent past up to the end of this minute, so that equal lookups are equal. */
  window(): RangeS {
    const to = Math.ceil(this.now() / 60_000) * 60;
    return { from: to - LOOK_BACK_S, to };
  }

  async #discover(options: AskOptions): Promise<RequestFamily[]> {
    const window = this.window();
    const profiles = METRIC_PROFILES.filter(
      ({ name }) => !this.profile || name === this.profile,
    );
    const names = profiles.flatMap(({ histograms }) => histograms);
    const match = `{__name__=~${quote(
      `(${names.map(literal).join('|')})(_bucket|_count)?`,
    )}}`;
    const found = new Set(
      await this.client.labelValues('__name__', match, window, options),
    );
    const families = profiles.flatMap(profile =>
      profile.histograms.flatMap(histogram => {
        const hasClassic = found.has(`${histogram}_bucket`);
        const hasNative = found.has(histogram);
        return hasClassic || hasNative
          ? [{ profile, histogram, hasClassic, hasNative }]
          : [];
      }),
    );
    return Promise.all(
      families.map(async family => {
        const matches = [
          ...(family.hasNative ? [selector(family.histogram)] : []),
          ...(family.hasClassic ? [selector(`${family.histogram}_count`)] : []),
        ];
        const labels = new Set<string>();
        for (const series of matches) {
          for (const label of await this.client.labels(
            series,
            window,
            options,
          )) {
            labels.add(label);
          }
        }
        const present = [...labels];
        const services = await Promise.all(
          SERVICE_LABELS.flatMap(wanted => {
            const label = spelling(wanted, present);
            return label === undefined ? [] : [label];
          }).map(async label => ({
            label,
            values: new Set(
              (
                await Promise.all(
                  matches.map(series =>
                    this.client.labelValues(label, series, window, options),
                  ),
                )
              ).flat(),
            ),
          })),
        );
        return { ...family, labels: present, services };
      }),
    );
  }
}

/**
 * How a family names a service; undefined when it does not know it. The `job` of OTLP metrics is
 * `namespace/name`.
 */
export function serviceMatcher(
  family: RequestFamily,
  service: string,
): Matcher | undefined {
  for (const { label, values } of family.services) {
    if (values.has(service)) {
      return oneOf(label, [service]);
    }
    const qualified = [...values].filter(value =>
      value.endsWith(`/${service}`),
    );
    if (label === 'job' && qualified.length > 0) {
      return oneOf(label, qualified);
    }
  }
  return undefined;
}
