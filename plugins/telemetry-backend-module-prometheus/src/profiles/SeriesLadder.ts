import { Origin } from '@sextant/plugin-telemetry-node';
import { Matcher, literal, quote } from '../promql/promql';
import {
  ENVIRONMENT_LABELS,
  INSTANCE_LABELS,
  SERVICE_LABELS,
  spellings,
  VERSION_LABELS,
} from './metricProfiles';

/** Labels that a join with `target_info` adds. */
const INFO_VERSION = 'info_version';
const INFO_ENVIRONMENT = 'info_environment';
const TARGET = ['job', 'instance'];

type Labels = Readonly<Record<string, string>>;

/**
 * Where service, version and environment stand on the series of a server, or on `target_info` of the same
 * target. The one place from which results are read and queries are narrowed and grouped, so that the two
 * cannot differ. Labels that some series lack are no harm: those are read from the next.
 */
export class SeriesLadder {
  /** As spelt on the series, in the order in which they are believed. */
  readonly services: readonly string[];
  readonly #versions: readonly string[];
  readonly #environments: readonly string[];
  readonly #instances: readonly string[];
  readonly #infoVersions: readonly string[];
  readonly #infoEnvironments: readonly string[];
  /** The environment of everything that says none, where the server holds but one. */
  readonly #only: string | undefined;

  readonly #present: readonly string[];
  readonly #held: readonly string[];

  constructor(
    present: readonly string[],
    presentOnInfo: readonly string[],
    environments: readonly string[] = [],
  ) {
    this.#present = present;
    this.#held = environments;
    this.services = spellings(SERVICE_LABELS, present);
    this.#versions = spellings(VERSION_LABELS, present);
    this.#environments = spellings(ENVIRONMENT_LABELS, present);
    this.#instances = spellings(INSTANCE_LABELS, present);
    const canJoin = TARGET.every(label => present.includes(label));
    this.#infoVersions = canJoin
      ? spellings(VERSION_LABELS, presentOnInfo)
      : [];
    this.#infoEnvironments = canJoin
      ? spellings(ENVIRONMENT_LABELS, presentOnInfo)
      : [];
    this.#only = environments.length === 1 ? environments[0] : undefined;
  }

  /** The same, without `target_info`. */
  get unjoined(): SeriesLadder {
    return new SeriesLadder(this.#present, [], this.#held);
  }

  /** What series say; undefined for those that name no service. */
  originOf(labels: Labels): Origin | undefined {
    const service = this.serviceOf(labels);
    return service === undefined
      ? undefined
      : {
          service,
          version: first(labels, [...this.#versions, INFO_VERSION]),
          environment:
            first(labels, [...this.#environments, INFO_ENVIRONMENT]) ??
            this.#only,
        };
  }

  /** OTLP's `job` is `namespace/name`. */
  serviceOf(labels: Labels): string | undefined {
    const label = this.services.find(candidate => labels[candidate]);
    if (label === undefined) {
      return undefined;
    }
    return label === 'job' ? labels[label].split('/').pop() : labels[label];
  }

  /** The label that a service is named by, for the doctor. */
  get groupLabels(): string[] {
    return [
      ...this.services,
      ...this.#versions,
      ...this.#environments,
      ...(this.isJoined ? [INFO_VERSION, INFO_ENVIRONMENT] : []),
    ];
  }

  get instanceLabels(): readonly string[] {
    return this.#instances.length > 0 ? this.#instances : ['instance'];
  }

  /** True where versions or environments may stand on `target_info` alone. */
  get isJoined(): boolean {
    return this.#infoVersions.length + this.#infoEnvironments.length > 0;
  }

  /** The labels that name versions, as people see them. */
  get versionSource(): string {
    const parts = [
      ...this.#versions.map(label => `label ${label}`),
      ...this.#infoVersions.map(label => `target_info ${label}`),
    ];
    return parts.length > 0 ? parts.join(', ') : 'unversioned';
  }

  /** The environment label that everything stands under, where it is one: then it may be narrowed by. */
  environmentMatcher(
    choices: ReadonlyArray<string | undefined> | undefined,
  ): Matcher[] {
    const [label, ...others] = this.#environments;
    if (
      !choices ||
      label === undefined ||
      others.length > 0 ||
      this.#infoEnvironments.length > 0
    ) {
      return [];
    }
    const values = new Set(choices.map(choice => choice ?? ''));
    if (this.#only !== undefined && values.has(this.#only)) {
      values.add('');
    }
    return [{ label, op: '=~', value: [...values].map(literal).join('|') }];
  }

  /** Matchers of the series that name one of some services: several where several labels may. */
  serviceMatchers(services: readonly string[] | undefined): Matcher[][] {
    if (!services) {
      return [[]];
    }
    const names = services.map(literal).join('|');
    return this.services.map((label, at) => [
      ...this.services
        .slice(0, at)
        .map((before): Matcher => ({ label: before, op: '=', value: '' })),
      {
        label,
        op: '=~',
        value: label === 'job' ? `(?:.*/)?(?:${names})` : names,
      },
    ]);
  }

  /**
   * A vector with what `target_info` says of its targets. Of several infos of one target (a new version on
   * the same address) the newest counts; what has none stays as it is.
   */
  joined(vector: string): string {
    if (!this.isJoined) {
      return vector;
    }
    const named = [
      ...relabels(INFO_VERSION, this.#infoVersions),
      ...relabels(INFO_ENVIRONMENT, this.#infoEnvironments),
    ].reduce(
      (inner, { to, from }) =>
        `label_replace(${inner}, ${quote(to)}, "$1", ${quote(from)}, "(.+)")`,
      'timestamp(target_info)',
    );
    const newest = `topk by (job, instance) (1, max by (job, instance, ${INFO_VERSION}, ${INFO_ENVIRONMENT}) (${named})) ^ 0`;
    return [
      `((${vector}) * on (job, instance) group_left (${INFO_VERSION}, ${INFO_ENVIRONMENT}) (${newest}))`,
      `((${vector}) unless on (job, instance) target_info)`,
    ].join(' or ');
  }
}

/** The most believed label is written last, and stays. */
function relabels(to: string, labels: readonly string[]) {
  return [...labels].reverse().map(from => ({ to, from }));
}

function first(labels: Labels, names: readonly string[]): string | undefined {
  const name = names.find(candidate => labels[candidate]);
  return name === undefined ? undefined : labels[name];
}
