import type { DeclaredVersion } from '../registrationSchema';
import { ParallelLines } from './ParallelLines';
import { canonicalVersion } from './readVersion';
import { VersionOrder } from './VersionOrder';
import {
  LiveVersionPlace,
  VersionPlace,
  VersionReport,
  VersionSighting,
} from './versionReport';
import { VersionWalk } from './VersionWalk';

/** What is known of a service's versions in one environment. @public */
export interface VersionEvidence {
  /** In any order. */
  reports: readonly VersionReport[];
  declared?: readonly DeclaredVersion[];
  sightings?: readonly VersionSighting[];
  /** Names of one build, as `versionAliases` gives them. */
  aliases?: ReadonlyMap<string, string>;
}

/** What each report means, and what is at work after the last one. @public */
export interface VersionHistory {
  places: ReadonlyMap<string, VersionPlace>;
  live: readonly LiveVersionPlace[];
}

/**
 * What replaced what, what came back, and what is at work: decided from all reports together, so that it
 * does not depend on the order in which they arrived. Source of the rules: the domain model, _Version
 * lines_.
 *
 * @public
 */
export function versionHistory(evidence: VersionEvidence): VersionHistory {
  const { declared = [], aliases = new Map<string, string>() } = evidence;
  const named = <T extends { version: string }>(item: T): T => {
    const version = canonicalVersion(item.version);
    return { ...item, version: aliases.get(version) ?? version };
  };
  const reports = evidence.reports.map(named);
  const sightings = (evidence.sightings ?? []).map(named);
  const order = new VersionOrder(declared, reports);
  reports.sort(
    (a, b) =>
      a.startedMs - b.startedMs ||
      (a.finishedMs ?? a.startedMs) - (b.finishedMs ?? b.startedMs) ||
      order.compare(a.version, b.version) ||
      (a.id < b.id ? -1 : 1),
  );
  const targets = [...new Set(reports.map(targetOf))].filter(
    target => target !== undefined,
  );
  const places = new Map<string, VersionPlace>();
  const live: LiveVersionPlace[] = [];
  for (const target of targets.length > 0 ? targets : [undefined]) {
    const isHere = (item: { target?: string }) =>
      item.target === undefined || item.target === target;
    const { walk, found } = walkThrough(
      reports.filter(report => isHere({ target: targetOf(report) })),
      sightings.filter(isHere),
      order,
    );
    for (const place of found) {
      places.set(place.id, joined(places.get(place.id), place));
    }
    live.push(
      ...walk
        .live()
        .map(place => (target === undefined ? place : { ...place, target })),
    );
  }
  return { places, live };
}

/** Traffic moves for all places at once. */
function targetOf({ kind, target }: VersionReport): string | undefined {
  return kind === 'cutover' ? undefined : target;
}

/** Again from the start whenever lines turn out to run in parallel: each time there are fewer left. */
function walkThrough(
  reports: readonly VersionReport[],
  sightings: readonly VersionSighting[],
  order: VersionOrder,
): { walk: VersionWalk; found: VersionPlace[] } {
  const parallel = ParallelLines.shown(reports, sightings, order);
  for (;;) {
    const walk = new VersionWalk(order, parallel, sightings);
    const found: VersionPlace[] = [];
    for (const report of reports) {
      found.push(walk.take(report));
      if (walk.foundParallel) {
        break;
      }
    }
    if (!walk.foundParallel) {
      return { walk, found };
    }
  }
}

/** A report that speaks for several places: what it means in any of them. */
function joined(
  before: VersionPlace | undefined,
  place: VersionPlace,
): VersionPlace {
  return before
    ? {
        ...place,
        previous: before.previous ?? place.previous,
        beside: before.beside ?? place.beside,
        isRollback: before.isRollback || place.isRollback,
        isRedeployment: before.isRedeployment && place.isRedeployment,
      }
    : place;
}
