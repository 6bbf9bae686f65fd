import {
  CLEAR_SIGMAS,
  OperationChange,
  OperationFigures,
} from '@sextant/plugin-telemetry-common';

/** A smaller difference is not worth a word beside a larger one. */
const POINTS = 0.005;
const TIMES = 1.1;

/** True where an operation is not what it was in the version before. */
export function isClear(change: OperationChange | undefined): boolean {
  return Math.abs(change?.sigmas ?? 0) >= CLEAR_SIGMAS;
}

/** What changed, in words: errors in points, latency as a factor. */
export function changeText(
  row: Pick<OperationFigures, 'change' | 'errorRatio' | 'p95'>,
): { text: string; tone?: 'bad' | 'good' } {
  const { change } = row;
  if (!change) {
    return { text: '–' };
  }
  if (change.requests === 0) {
    return { text: `new since ${change.version}` };
  }
  if (change.sigmas === null) {
    return { text: 'too few requests to tell' };
  }
  if (!isClear(change)) {
    return { text: `as in ${change.version}` };
  }
  const parts = [
    pointsText(row.errorRatio, change.errorRatio),
    timesText(row.p95, change.p95),
  ].filter(part => part !== undefined);
  return {
    text: `${parts.join(' · ') || word(change.sigmas)} vs ${change.version}`,
    tone: change.sigmas > 0 ? 'bad' : 'good',
  };
}

function word(sigmas: number): string {
  return sigmas > 0 ? 'slower' : 'faster';
}

function pointsText(now: number | null, before: number | null) {
  if (now === null || before === null || Math.abs(now - before) < POINTS) {
    return undefined;
  }
  const points = ((now - before) * 100).toFixed(1);
  return `errors ${now > before ? '+' : ''}${points} points`;
}

function timesText(now: number | null, before: number | null) {
  if (!now || !before) {
    return undefined;
  }
  const factor = now / before;
  return factor < TIMES && factor > 1 / TIMES
    ? undefined
    : `p95 × ${Number(factor.toPrecision(2))}`;
}
