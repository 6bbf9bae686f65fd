import { Choice } from '@sextant/plugin-telemetry-node';
import { Held, RequestFamily } from '../profiles/ServerMetrics';
import {
  aggregate,
  anySelector,
  Matcher,
  oneOf,
  quote,
  selector,
} from './promql';

/** Whose requests are asked for. */
export interface Wanted {
  services?: readonly string[];
  environments?: readonly Choice[];
  byOperation?: boolean;
}

/** Label that tells in results which family they are of. */
export const FAMILY = 'sextant_family';

/**
 * PromQL about the requests that a server holds, of all its families in one query each. Results are
 * grouped by every label that may say where they come from: which of them does is decided when they are
 * read. Vectors are put together before they are added up, so that of an instance that exports one
 * histogram in two forms one is counted.
 */
export class RequestQueries {
  readonly #held: Held;
  readonly #wanted: Wanted;

  constructor(held: Held, wanted: Wanted) {
    this.#held = held;
    this.#wanted = wanted;
  }

  /** Requests that came in the window, by origin and outcome; undefined where nothing is held. */
  counts(window: string): string | undefined {
    return this.#each((family, matchers) => ({
      by: [
        ...family.statuses,
        ...(this.#wanted.byOperation ? family.routes : []),
      ],
      vector: countOf(family, matchers, window),
    }));
  }

  /** Their durations: cumulative buckets by `le`, and native histograms. */
  durations(window: string): string | undefined {
    return this.#each((family, matchers) => {
      const { base, hasBuckets, hasBare } = family;
      if (base === undefined) {
        return undefined;
      }
      const by = [
        ...(hasBuckets ? ['le'] : []),
        ...(this.#wanted.byOperation ? family.routes : []),
      ];
      const classic = `increase(${selector(
        `${base}_bucket`,
        matchers,
      )}[${window}])`;
      const native = nativeOf(family, matchers, window);
      if (hasBuckets && hasBare) {
        return { by, vector: classic, also: native };
      }
      if (hasBuckets) {
        return { by, vector: classic };
      }
      return hasBare ? { by, vector: native } : undefined;
    });
  }

  /** How many instances reported. */
  instances(window: string): string | undefined {
    const instance = this.#held.ladder.instanceLabels;
    const groups = this.#held.ladder.groupLabels;
    return this.#each((family, matchers) => ({
      by: [],
      vector: presentOf(family, matchers, window),
      outer: vector =>
        aggregate(
          'count',
          groups,
          aggregate('group', [...groups, ...instance], vector),
        ),
    }));
  }

  /** Instances that reported, one by one. */
  eachInstance(window: string): string | undefined {
    const { groupLabels, instanceLabels } = this.#held.ladder;
    return this.#each((family, matchers) => ({
      by: [],
      vector: presentOf(family, matchers, window),
      outer: vector =>
        aggregate('group', [...groupLabels, ...instanceLabels], vector),
    }));
  }

  /** Which origins had series at a moment. */
  present(window: string): string | undefined {
    return this.#each((family, matchers) => ({
      by: [],
      vector: presentOf(family, matchers, window),
      outer: vector =>
        aggregate('group', this.#held.ladder.groupLabels, vector),
    }));
  }

  /** Series to look for exemplars in. */
  exemplars(): string | undefined {
    const names = this.#held.families.flatMap(({ base, hasBuckets, hasBare }) =>
      base === undefined
        ? []
        : [
            ...(hasBuckets ? [`${base}_bucket`] : []),
            ...(hasBare ? [base] : []),
          ],
    );
    const branches = this.#held.ladder.serviceMatchers(this.#wanted.services);
    return names.length === 0
      ? undefined
      : branches
          .map(matchers => anySelector([oneOf('__name__', names), ...matchers]))
          .join(' or ');
  }

  /** A metric of the service's processes, of whatever name among some. */
  ofProcesses(
    names: readonly string[],
    vectorOf: (selected: string) => string,
  ): string {
    const { ladder } = this.#held;
    return ladder
      .serviceMatchers(this.#wanted.services)
      .map(matchers =>
        ladder.joined(
          vectorOf(
            anySelector([
              oneOf('__name__', names),
              ...matchers,
              ...ladder.environmentMatcher(this.#wanted.environments),
            ]),
          ),
        ),
      )
      .join(' or ');
  }

  #each(
    partOf: (
      family: RequestFamily,
      matchers: readonly Matcher[],
    ) => Part | undefined,
  ): string | undefined {
    const { ladder, families } = this.#held;
    const narrowed = ladder.environmentMatcher(this.#wanted.environments);
    const branches = ladder.serviceMatchers(this.#wanted.services);
    const queries = families.flatMap(family => {
      const parts = branches.flatMap(
        branch =>
          partOf(family, [...branch, ...narrowed, ...family.only]) ?? [],
      );
      if (parts.length === 0) {
        return [];
      }
      const sumOf = (vectors: readonly string[]) => {
        const all = vectors.map(vector => ladder.joined(vector)).join(' or ');
        const [{ by, outer }] = parts;
        return outer
          ? outer(all)
          : aggregate('sum', [...ladder.groupLabels, ...by], all);
      };
      const also = parts.flatMap(part => part.also ?? []);
      return [
        tagged(family.id, sumOf(parts.map(({ vector }) => vector))),
        // Native histograms and numbers cannot be added up together.
        ...(also.length > 0
          ? [tagged(`${family.id} native`, sumOf(also))]
          : []),
      ];
    });
    return queries.length > 0 ? queries.join(' or ') : undefined;
  }
}

/** A family's part of a query, of one way to name services. */
interface Part {
  /** Labels beside those of the origin. */
  by: readonly string[];
  vector: string;
  also?: string;
  /** Instead of adding up. */
  outer?: (vector: string) => string;
}

function tagged(id: string, vector: string): string {
  return `label_replace(${vector}, ${quote(FAMILY)}, ${quote(id)}, "", "")`;
}

/** Requests of each series: the counter's, the histogram's count, or a native histogram's. */
function countOf(
  { base, counter, hasCount, hasBare }: RequestFamily,
  matchers: readonly Matcher[],
  window: string,
): string {
  const increase = (name: string) =>
    `increase(${selector(name, matchers)}[${window}])`;
  if (counter !== undefined) {
    return increase(counter);
  }
  const bare = `histogram_count(${increase(base ?? '')})`;
  if (!hasCount) {
    return bare;
  }
  const count = increase(`${base}_count`);
  return hasBare ? `(${count} or ${bare})` : count;
}

/** Native histograms of series that have no classic buckets beside them. */
function nativeOf(
  { base, hasBuckets }: RequestFamily,
  matchers: readonly Matcher[],
  window: string,
): string {
  const native = `increase(${selector(base ?? '', matchers)}[${window}])`;
  return hasBuckets
    ? `(${native} unless increase(${selector(
        `${base}_count`,
        matchers,
      )}[${window}]))`
    : native;
}

function presentOf(
  { base, counter, hasCount, hasBare }: RequestFamily,
  matchers: readonly Matcher[],
  window: string,
): string {
  const present = (name: string) =>
    `present_over_time(${selector(name, matchers)}[${window}])`;
  if (!hasCount && !hasBare) {
    return present(counter ?? '');
  }
  return [
    ...(hasCount ? [present(`${base}_count`)] : []),
    ...(hasBare ? [present(base ?? '')] : []),
  ].join(' or ');
}
