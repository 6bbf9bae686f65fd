import { CountRow, Histogram, Origin } from '@sextant/plugin-telemetry-node';
import { spelling } from '../profiles/metricProfiles';
import { Held, RequestFamily } from '../profiles/ServerMetrics';
import { FAMILY } from '../promql/RequestQueries';
import { Sample } from './asking';
import { classicHistogram, nativeToHistogram } from './readDurations';

/** Counts of one family, with the family. */
export interface FamilyCounts {
  family: RequestFamily;
  row: CountRow;
}

interface Cell {
  family: RequestFamily;
  origin: Origin;
  operation: string | undefined;
  fromMs: number;
  seconds: number;
  failed: number;
  /** Requests whose outcome is told, and those whose is not. */
  told: number;
  untold: number;
  cumulative: Map<number, number>;
  native: Histogram[];
}

/** Puts samples of counts and of durations together into rows. */
export class CountReader {
  readonly #held: Held;
  readonly #byOperation: boolean;
  readonly #families: ReadonlyMap<string, RequestFamily>;
  readonly #cells = new Map<string, Cell>();

  constructor(held: Held, byOperation: boolean) {
    this.#held = held;
    this.#byOperation = byOperation;
    this.#families = new Map(
      held.families.flatMap(family => [
        [family.id, family],
        [`${family.id} native`, family],
      ]),
    );
  }

  addCounts(samples: readonly Sample[]) {
    for (const sample of samples) {
      const cell = this.#cellOf(sample);
      if (!cell || sample.value === undefined) {
        continue;
      }
      const requests = sample.value * sample.interval.factor;
      const outcome = outcomeOf(sample.labels, cell.family);
      if (outcome === undefined) {
        cell.untold += requests;
      } else {
        cell.told += requests;
        cell.failed += outcome ? requests : 0;
      }
    }
  }

  addDurations(samples: readonly Sample[]) {
    for (const sample of samples) {
      const cell = this.#cellOf(sample);
      if (!cell) {
        continue;
      }
      const { factor } = sample.interval;
      const { le } = sample.labels;
      if (sample.histogram) {
        const histogram = nativeToHistogram(
          sample.histogram.map(([lower, upper, count]) => [
            lower,
            upper,
            count * factor,
          ]),
          unitOf(cell.family),
        );
        cell.native.push(...(histogram ? [histogram] : []));
      } else if (le !== undefined && sample.value !== undefined) {
        const bound = le === '+Inf' ? Infinity : Number(le);
        cell.cumulative.set(
          bound,
          (cell.cumulative.get(bound) ?? 0) + sample.value * factor,
        );
      }
    }
  }

  get rows(): FamilyCounts[] {
    return [...this.#cells.values()].flatMap(cell => {
      const { family, origin, operation, fromMs, seconds } = cell;
      const base = { ...origin, operation, fromMs, seconds };
      const classic = classicHistogram(cell.cumulative, unitOf(family));
      const durations = [...(classic ? [classic] : []), ...cell.native];
      const rows: CountRow[] = [
        { ...base, requests: cell.told, failed: cell.failed },
        ...(cell.untold > 0 ? [{ ...base, requests: cell.untold }] : []),
      ];
      // Of a service none of whose outcomes is told, none is known not to have failed.
      const isUntold =
        cell.told === 0 && (cell.untold > 0 || family.statuses.length === 0);
      const kept = isUntold ? [{ ...base, requests: cell.untold }] : rows;
      return [
        ...kept.map((row, at) => ({
          family,
          row: { ...row, durations: durations[at] },
        })),
        ...durations.slice(kept.length).map(more => ({
          family,
          row: { ...base, requests: 0, durations: more },
        })),
      ];
    });
  }

  #cellOf({ labels, interval }: Sample): Cell | undefined {
    const family = this.#families.get(labels[FAMILY] ?? '');
    const origin = this.#held.ladder.originOf(labels);
    if (!family || !origin) {
      return undefined;
    }
    const operation = this.#byOperation
      ? family.routes.map(route => labels[route]).find(Boolean)
      : undefined;
    const place = JSON.stringify([
      family.id,
      origin.service,
      origin.environment,
      origin.version,
      operation,
      interval.fromMs,
    ]);
    const known = this.#cells.get(place);
    if (known) {
      return known;
    }
    const cell: Cell = {
      family,
      origin,
      operation,
      fromMs: interval.fromMs,
      seconds: interval.seconds,
      failed: 0,
      told: 0,
      untold: 0,
      cumulative: new Map(),
      native: [],
    };
    this.#cells.set(place, cell);
    return cell;
  }
}

/**
 * Of each service in each environment, the rows of one family of the application's own, version by
 * version the first that counted anything; a proxy's only where the application counts nothing.
 */
export function ofOneFamily(counts: readonly FamilyCounts[]): CountRow[] {
  const totals = new Map<string, number>();
  const add = (whose: string, requests: number) =>
    totals.set(whose, (totals.get(whose) ?? 0) + requests);
  for (const { family, row } of counts) {
    add(key(family.profile.level, row.service, row.environment), row.requests);
    add(key(family.id, row.service, row.environment), row.requests);
    if (family.base !== undefined) {
      add(histogramsOf(family, row), row.requests);
    }
    add(
      key(family.id, row.service, row.environment, row.version),
      row.requests,
    );
  }
  const chosen = new Map<string, string>();
  const order = [
    ...new Map(counts.map(({ family }) => [family.id, family])).values(),
  ];
  return counts
    .filter(({ family, row }) => {
      const { service, environment, version } = row;
      const isProxy = family.profile.level === 'proxy';
      const hasOwn =
        (totals.get(key('application', service, environment)) ?? 0) > 0;
      const isCountedTwice =
        family.base === undefined &&
        (totals.get(histogramsOf(family, row)) ?? 0) > 0;
      if ((isProxy && hasOwn) || isCountedTwice) {
        return false;
      }
      const place = isProxy
        ? key('', service, environment)
        : key('', service, environment, version);
      const known = chosen.get(place);
      if (known !== undefined) {
        return known === family.id;
      }
      const first = order.find(
        candidate =>
          candidate.profile.level === family.profile.level &&
          (totals.get(
            isProxy
              ? key(candidate.id, service, environment)
              : key(candidate.id, service, environment, version),
          ) ?? 0) > 0,
      );
      chosen.set(place, (first ?? family).id);
      return (first ?? family).id === family.id;
    })
    .map(({ row }) => row);
}

/** True for a failure, false for a success, undefined where neither is told. */
function outcomeOf(
  labels: Readonly<Record<string, string>>,
  { profile, statuses }: RequestFamily,
): boolean | undefined {
  for (const label of statuses) {
    const value = labels[label];
    const status = profile.statuses.find(
      candidate => spelling(candidate.label, [label]) !== undefined,
    );
    if (value && status) {
      return status.failed.op === '=~'
        ? new RegExp(`^(?:${status.failed.value})$`).test(value)
        : value === status.failed.value;
    }
  }
  return undefined;
}

export function unitOf({ profile, base }: RequestFamily): number {
  return profile.secondsPerUnit(base ?? '');
}

function key(...parts: Array<string | undefined>): string {
  return JSON.stringify(parts.map(part => part ?? null));
}

/** What a service counts by a profile's histograms: beside those, the profile's counter counts the same. */
function histogramsOf(
  { profile }: RequestFamily,
  { service, environment }: CountRow,
): string {
  return key('histograms', profile.name, service, environment);
}
