import { ParallelLines, ROLLOUT_MS } from './ParallelLines';
import { VersionOrder } from './VersionOrder';
import {
  LiveVersionPlace,
  VersionPlace,
  VersionReport,
  VersionSighting,
} from './versionReport';

interface Live {
  version: string;
  sinceMs: number;
  weight?: number;
}

/** What is at work at one place while its reports are gone through, oldest first. */
export class VersionWalk {
  /** By line, in the order of arrival. Those with a weight are being tried. */
  readonly #live = new Map<string, Live[]>();
  readonly #had = new Set<string>();
  /** By what a version was ended last; by a removal where undefined. */
  readonly #endedBy = new Map<string, string | undefined>();
  readonly #previousOf = new Map<string, string | undefined>();
  readonly #order: VersionOrder;
  readonly #parallel: ParallelLines;
  readonly #sightings: readonly VersionSighting[];
  /** True once lines were found to run in parallel: what went before was read wrongly. */
  foundParallel = false;

  constructor(
    order: VersionOrder,
    parallel: ParallelLines,
    sightings: readonly VersionSighting[],
  ) {
    this.#order = order;
    this.#parallel = parallel;
    this.#sightings = sightings;
  }

  take(report: VersionReport): VersionPlace {
    const { version, kind, status, weight = 1 } = report;
    if (kind === 'removal') {
      return this.#remove(report);
    }
    if (status !== 'succeeded') {
      const isOpen = status === 'started';
      const place = this.#placeOf(report);
      return {
        ...place,
        isRollback: kind === 'rollback' || (isOpen && place.isRollback),
        isRedeployment: isOpen && place.isRedeployment,
      };
    }
    this.#notice(version);
    const place = this.#placeOf(report);
    if (weight < 1) {
      this.#try(report);
    } else if (kind === 'release' && !this.#hasStopped(report)) {
      this.#join(report);
    } else {
      this.#replace(report);
    }
    this.#had.add(version);
    if (!place.isRedeployment && weight >= 1) {
      this.#previousOf.set(version, place.previous);
    }
    return place;
  }

  live(): LiveVersionPlace[] {
    return [...this.#live].flatMap(([line, all]) =>
      all.map(live => ({ ...live, line })),
    );
  }

  /** The older line gets a version it never had while a newer one is live: neither follows the other. */
  #notice(version: string) {
    const line = this.#order.lineOf(version);
    if (this.#had.has(version)) {
      return;
    }
    for (const [other, live] of this.#live) {
      if (
        other !== line &&
        live.length > 0 &&
        this.#order.compareLines(line, other) < 0 &&
        this.#parallel.add(line, other)
      ) {
        this.foundParallel = true;
      }
    }
  }

  #placeOf(report: VersionReport): VersionPlace {
    const { id, version, kind, weight = 1 } = report;
    const line = this.#order.lineOf(version);
    const isLive = this.#full(line).some(live => live.version === version);
    const replaced = this.#replacedBy(version);
    const shifted = isLive ? this.#tried(version) : [];
    const last = replaced[replaced.length - 1]?.version;
    const isRollback =
      kind === 'rollback' ||
      (weight >= 1 &&
        (isLive
          ? shifted.some(live => this.#order.isLater(live.version, version))
          : this.#had.has(version) &&
            replaced.some(
              live =>
                this.#leadsTo(version, live.version) &&
                this.#order.isLater(live.version, version),
            )));
    return {
      id,
      version,
      line,
      previous: isLive ? this.#previousOf.get(version) : last,
      beside: last === undefined && !isLive ? this.#besideOf(line) : undefined,
      isRollback,
      isRedeployment: isLive && !isRollback,
    };
  }

  /** The full-weight versions that a version takes the place of: of its line, else of that next to it. */
  #replacedBy(version: string): Live[] {
    const line = this.#order.lineOf(version);
    const own = this.#full(line).filter(live => live.version !== version);
    if (own.length > 0 || this.#full(line).length > 0) {
      return own;
    }
    const others = [...this.#live.keys()]
      .filter(
        other =>
          other !== line &&
          !this.#parallel.has(other, line) &&
          this.#full(other).length > 0,
      )
      .sort((a, b) => this.#order.compareLines(a, b));
    const below = others.filter(
      other => this.#order.compareLines(other, line) < 0,
    );
    const next = below[below.length - 1] ?? others[0];
    return next === undefined ? [] : this.#full(next);
  }

  /** What is being tried in the place of a version. */
  #tried(version: string): Live[] {
    const line = this.#order.lineOf(version);
    return [...this.#live]
      .filter(
        ([other]) =>
          other === line ||
          (!this.#parallel.has(other, line) && this.#full(other).length === 0),
      )
      .flatMap(([, live]) => live)
      .filter(live => live.weight !== undefined && live.version !== version);
  }

  #replace({ version, startedMs }: VersionReport) {
    const line = this.#order.lineOf(version);
    const since = this.#full(line).find(live => live.version === version);
    for (const live of [
      ...this.#replacedBy(version),
      ...this.#tried(version),
    ]) {
      this.#end(live.version, version);
    }
    this.#put(line, since ?? { version, sinceMs: startedMs });
  }

  #join({ version, startedMs }: VersionReport) {
    const line = this.#order.lineOf(version);
    if (!this.#at(line).some(live => live.version === version)) {
      this.#put(line, { version, sinceMs: startedMs });
    }
  }

  #try({ version, startedMs, weight }: VersionReport) {
    const line = this.#order.lineOf(version);
    if (weight === 0) {
      this.#end(version, this.#full(line).at(-1)?.version);
    } else if (!this.#full(line).some(live => live.version === version)) {
      const tried = this.#at(line).find(live => live.version === version);
      this.#put(line, {
        version,
        sinceMs: tried?.sinceMs ?? startedMs,
        weight,
      });
    }
  }

  #remove({ id, version, status }: VersionReport): VersionPlace {
    if (status === 'succeeded') {
      this.#end(version, undefined);
    }
    return {
      id,
      version,
      line: this.#order.lineOf(version),
      isRollback: false,
      isRedeployment: false,
    };
  }

  /** True where telemetry of what a release follows ended about when it began. */
  #hasStopped({ version, startedMs }: VersionReport): boolean {
    const replaced = this.#replacedBy(version);
    return replaced.every(live => {
      const seen = this.#sightings.filter(
        sighting => sighting.version === live.version,
      );
      return (
        seen.length > 0 &&
        Math.max(...seen.map(({ toMs }) => toMs)) <= startedMs + ROLLOUT_MS
      );
    });
  }

  /** True where one version was ended by the other, or by what the other ended. */
  #leadsTo(version: string, replaced: string): boolean {
    const passed = new Set<string>();
    let at: string | undefined = version;
    while (at !== undefined && !passed.has(at)) {
      passed.add(at);
      at = this.#endedBy.get(at);
      if (at === replaced) {
        return true;
      }
    }
    return false;
  }

  #besideOf(line: string): string | undefined {
    const others = [...this.#live.keys()]
      .filter(other => other !== line && this.#full(other).length > 0)
      .sort((a, b) => this.#order.compareLines(a, b));
    const below = others.filter(
      other => this.#order.compareLines(other, line) < 0,
    );
    const next = below[below.length - 1] ?? others[0];
    return next === undefined ? undefined : this.#full(next).at(-1)?.version;
  }

  #at(line: string): Live[] {
    return this.#live.get(line) ?? [];
  }

  #full(line: string): Live[] {
    return this.#at(line).filter(({ weight }) => weight === undefined);
  }

  #put(line: string, live: Live) {
    this.#live.set(line, [
      ...this.#at(line).filter(({ version }) => version !== live.version),
      live,
    ]);
  }

  #end(version: string, by: string | undefined) {
    const line = this.#order.lineOf(version);
    const rest = this.#at(line).filter(live => live.version !== version);
    if (rest.length < this.#at(line).length) {
      this.#live.set(line, rest);
      this.#endedBy.set(version, by);
    }
  }
}
