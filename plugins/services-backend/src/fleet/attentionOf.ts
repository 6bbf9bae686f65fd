import {
  Attention,
  ATTENTION_KINDS,
  FleetRow,
} from '@sextant/plugin-services-common';

/** Below this share of failed requests nobody is woken. */
export const FAILING_RATIO = 0.01;
/** With fewer requests a ratio says little. */
const FAILING_REQUESTS = 20;
/** One or two that failed are nobody's trouble, however few there were beside them. */
const FAILING_COUNT = 3;

/** What a row is judged by. */
export type AttentionInput = Pick<
  FleetRow,
  'registered' | 'versions' | 'recent' | 'slowness' | 'alertsFiring'
> & {
  problems: readonly string[];
  violations: readonly string[];
  /** True where it is known to report from nowhere else. */
  isQuiet: boolean;
};

/** Why a service wants attention, the worst reason first. */
export function attentionOf(row: AttentionInput, today: string): Attention[] {
  const found: Attention[] = [];
  const add = (kind: Attention['kind'], text: string) =>
    found.push({ kind, text });
  if (isFailing(row)) {
    add(
      'failing',
      `${((row.recent.errorRatio ?? 0) * 100).toFixed(1)} % in the last 10 min`,
    );
  }
  if (isSlow(row)) {
    const { quantile, seconds, usualSeconds } = row.slowness;
    add(
      'slow',
      `${quantile} ${inSeconds(seconds)}, usually ${inSeconds(usualSeconds)}`,
    );
  }
  if (row.alertsFiring) {
    add(
      'alerting',
      row.alertsFiring === 1
        ? '1 alert firing'
        : `${row.alertsFiring} alerts firing`,
    );
  }
  for (const version of row.versions) {
    if (version.sunset && version.sunset < today) {
      add(
        'sunset-passed',
        `${version.version} is still called after its sunset ${version.sunset}`,
      );
    }
    if (row.registered && !version.declared) {
      add(
        'undeclared-version',
        `${version.version} runs but no declared range covers it`,
      );
    }
  }
  if (!row.registered) {
    add('unregistered', 'Seen in telemetry, not registered');
  } else if (row.isQuiet && row.versions.length === 0) {
    add('silent', 'Registered, but no telemetry in this range');
  }
  for (const text of new Set(row.violations)) {
    add('shared-database', text);
  }
  for (const text of row.problems) {
    add('invalid-registration', text);
  }
  return found.sort(
    (a, b) => ATTENTION_KINDS.indexOf(a.kind) - ATTENTION_KINDS.indexOf(b.kind),
  );
}

/** True when requests take longer than they usually do, by more than chance. */
export function isSlow<T extends Pick<FleetRow, 'slowness'>>(
  row: T,
): row is T & { slowness: NonNullable<FleetRow['slowness']> } {
  return row.slowness?.isSlow === true;
}

function inSeconds(seconds: number): string {
  return seconds < 1
    ? `${Math.round(seconds * 1000)} ms`
    : `${seconds.toFixed(1)} s`;
}

/** True when enough requests fail to call a service unhealthy. */
export function isFailing(row: Pick<FleetRow, 'recent'>): boolean {
  const { requests, errorRatio } = row.recent;
  const ratio = errorRatio ?? 0;
  return (
    requests >= FAILING_REQUESTS &&
    ratio >= FAILING_RATIO &&
    Math.round(ratio * requests) >= FAILING_COUNT
  );
}
