import { aggregate, labelName, Matcher, selector } from '../promql/promql';
import { MetricProfile } from './metricProfiles';

/** Where versions stand: on the series, or on `target_info` of the same target. */
export interface VersionLabels {
  series?: string;
  info?: string;
}

/** What is asked about. */
export interface RequestSubject {
  profile: MetricProfile;
  histogram: string;
  hasClassic: boolean;
  hasNative: boolean;
  matchers: readonly Matcher[];
  versions: VersionLabels;
  /** The label with the outcome; errors are unknown without one. */
  status?: { label: string; failed: Omit<Matcher, 'label'> };
}

const TARGET = 'on (job, instance)';

/**
 * PromQL about requests by version.
 *
 * Where the version is on `target_info`, series are joined on (job, instance); of several infos of one
 * target (a new version on the same address) the newest counts, after `max by` has made one of equal
 * ones. Series that no info is known of stay, without a version.
 */
export class RequestExpressions {
  constructor(private readonly subject: RequestSubject) {}

  /** The same, of fewer series. */
  where(more: readonly Matcher[]): RequestExpressions {
    return new RequestExpressions({
      ...this.subject,
      matchers: [...this.subject.matchers, ...more],
    });
  }

  /** The same, not told apart by version. */
  overAllVersions(): RequestExpressions {
    return new RequestExpressions({ ...this.subject, versions: {} });
  }

  /** Labels that a result's version is read from. */
  get versionLabels(): string[] {
    const { series, info } = this.subject.versions;
    return [series, info].flatMap(label => label ?? []);
  }

  /** Requests per second, or with `increase` in the window. */
  requests(
    by: readonly string[],
    window: string,
    fn: 'rate' | 'increase' = 'rate',
    more: readonly Matcher[] = [],
  ): string {
    const { counter } = this.subject.profile;
    const labels = this.#by(by);
    const classic = (name: string) =>
      aggregate('sum', labels, this.#versioned(name, window, fn, more));
    if (counter) {
      return classic(counter);
    }
    const { histogram, hasClassic, hasNative } = this.subject;
    const parts = [
      ...(hasClassic ? [classic(`${histogram}_count`)] : []),
      ...(hasNative
        ? [
            `histogram_count(${aggregate(
              'sum',
              labels,
              this.#versioned(histogram, window, fn, more),
            )})`,
          ]
        : []),
    ];
    return parts.join(' or ');
  }

  /** As {@link requests}, of those that failed; undefined where outcomes are not told apart. */
  errors(
    by: readonly string[],
    window: string,
    fn: 'rate' | 'increase' = 'rate',
  ): string | undefined {
    const { status } = this.subject;
    return (
      status &&
      this.requests(by, window, fn, [{ label: status.label, ...status.failed }])
    );
  }

  /** In the unit of the histogram. */
  quantile(q: number, by: readonly string[], window: string): string {
    const { histogram, hasClassic, hasNative } = this.subject;
    const labels = this.#by(by);
    const parts = [
      ...(hasClassic
        ? [
            `histogram_quantile(${q}, ${aggregate(
              'sum',
              [...labels, 'le'],
              this.#versioned(`${histogram}_bucket`, window, 'rate', []),
            )})`,
          ]
        : []),
      ...(hasNative
        ? [
            `histogram_quantile(${q}, ${aggregate(
              'sum',
              labels,
              this.#versioned(histogram, window, 'rate', []),
            )})`,
          ]
        : []),
    ];
    return parts.join(' or ');
  }

  /** How many instances reported. */
  instances(by: readonly string[], instance: string, window: string): string {
    return aggregate(
      'count',
      this.#by(by),
      aggregate(
        'group',
        [...this.#by(by), instance],
        this.#versioned(this.#presenceName(), window, 'present_over_time', []),
      ),
    );
  }

  /** Seconds since the epoch of the first or last sample. */
  seen(
    which: 'min' | 'max',
    by: readonly string[],
    window: string,
    resolution: string,
  ): string {
    const joined = this.#joined(
      matchers => `timestamp(${selector(this.#presenceName(), matchers)})`,
    );
    return aggregate(
      which,
      this.#by(by),
      `${which}_over_time((${joined})[${window}:${resolution}])`,
    );
  }

  /** Series to look for exemplars in. */
  buckets(): string {
    const { histogram, hasClassic, matchers } = this.subject;
    return selector(hasClassic ? `${histogram}_bucket` : histogram, matchers);
  }

  #presenceName(): string {
    const { histogram, hasClassic } = this.subject;
    return hasClassic ? `${histogram}_count` : histogram;
  }

  #by(labels: readonly string[]): string[] {
    return [...labels, ...this.versionLabels];
  }

  #versioned(
    name: string,
    window: string,
    fn: string,
    more: readonly Matcher[],
  ): string {
    return this.#joined(
      matchers => `${fn}(${selector(name, [...matchers, ...more])}[${window}])`,
    );
  }

  #joined(expressionOf: (matchers: readonly Matcher[]) => string): string {
    const { matchers } = this.subject;
    const { series, info } = this.subject.versions;
    if (!info) {
      return expressionOf(matchers);
    }
    const without: Matcher[] = series
      ? [...matchers, { label: series, op: '=', value: '' }]
      : [...matchers];
    const nameless = expressionOf(without);
    const newest = `topk by (job, instance) (1, ${aggregate(
      'max',
      ['job', 'instance', info],
      `timestamp(${selector('target_info', [
        { label: info, op: '!=', value: '' },
      ])})`,
    )}) ^ 0`;
    const parts = [
      `${nameless} * ${TARGET} group_left (${labelName(info)}) (${newest})`,
      `${nameless} unless ${TARGET} ${selector('target_info', [
        { label: info, op: '!=', value: '' },
      ])}`,
    ];
    if (series) {
      parts.unshift(
        expressionOf([...matchers, { label: series, op: '!=', value: '' }]),
      );
    }
    return parts.map(part => `(${part})`).join(' or ');
  }
}
