import { VersionOrder } from './VersionOrder';
import { VersionReport, VersionSighting } from './versionReport';

/** Longer than this, two versions at work are no rollout. */
export const ROLLOUT_MS = 30 * 60_000;

/** Which lines of a place run beside one another, and do not follow one another. */
export class ParallelLines {
  readonly #pairs = new Set<string>();

  has(a: string, b: string): boolean {
    return this.#pairs.has(keyOf(a, b));
  }

  /** @returns True where this was not known. */
  add(a: string, b: string): boolean {
    const before = this.#pairs.size;
    this.#pairs.add(keyOf(a, b));
    return this.#pairs.size > before;
  }

  /** Those that show without looking at what followed what: by contract, or by being at work together. */
  static shown(
    reports: readonly VersionReport[],
    sightings: readonly VersionSighting[],
    order: VersionOrder,
  ): ParallelLines {
    const parallel = new ParallelLines();
    const lines = [
      ...new Set(reports.map(({ version }) => order.lineOf(version))),
    ].sort((a, b) => order.compareLines(a, b));
    for (const [index, older] of lines.entries()) {
      for (const newer of lines.slice(index + 1)) {
        const [left, right] = [
          order.contractOf(older),
          order.contractOf(newer),
        ];
        if (
          (left !== undefined && right !== undefined && left !== right) ||
          areAtWork(older, newer, { reports, sightings, order })
        ) {
          parallel.add(older, newer);
        }
      }
    }
    return parallel;
  }
}

/** True where telemetry saw both for longer than a rollout takes, canaries of the newer left out. */
function areAtWork(
  older: string,
  newer: string,
  {
    reports,
    sightings,
    order,
  }: {
    reports: readonly VersionReport[];
    sightings: readonly VersionSighting[];
    order: VersionOrder;
  },
): boolean {
  const fullMs = Math.min(
    ...reports
      .filter(
        report =>
          order.lineOf(report.version) === newer &&
          report.status === 'succeeded' &&
          (report.weight ?? 1) >= 1,
      )
      .map(({ startedMs, finishedMs }) => finishedMs ?? startedMs),
  );
  const of = (line: string) =>
    sightings.filter(({ version }) => order.lineOf(version) === line);
  return of(older).some(left =>
    of(newer).some(
      right =>
        Math.min(left.toMs, right.toMs) -
          Math.max(left.fromMs, right.fromMs, fullMs) >
        ROLLOUT_MS,
    ),
  );
}

function keyOf(a: string, b: string): string {
  return JSON.stringify([a, b].sort());
}
