import { OperationChange } from '@sextant/plugin-telemetry-common';
import { CountSum } from './CountSum';

/** With fewer requests on either side nothing is said of what changed. */
const MIN_REQUESTS = 20;
const QUANTILES = [0.5, 0.95];

/**
 * An operation beside the same one of the version before: how far the difference is from what chance makes
 * of equal ones, in standard deviations. Errors by the two-proportion z-test with pooled variance; durations by
 * the part of requests that takes longer than the other's p50 or p95, which is the quantile's own part where
 * nothing changed.
 */
export function operationChange(
  now: CountSum,
  before: CountSum,
  version: string,
): OperationChange {
  const { errorRatio, p95 } = before.figures(0);
  return {
    version,
    requests: before.requests,
    errorRatio,
    p95,
    sigmas: sigmasOf(now, before),
  };
}

function sigmasOf(now: CountSum, before: CountSum): number | null {
  if (Math.min(now.samples, before.samples) < MIN_REQUESTS) {
    return null;
  }
  const found = [errorSigmas(now, before), ...latencySigmas(now, before)];
  return found.reduce<number | null>(
    (furthest, sigmas) =>
      sigmas !== null && Math.abs(sigmas) > Math.abs(furthest ?? 0)
        ? sigmas
        : furthest,
    found.some(sigmas => sigmas !== null) ? 0 : null,
  );
}

function errorSigmas(now: CountSum, before: CountSum): number | null {
  const [a, b] = [now.errorRatio, before.errorRatio];
  if (a === null || b === null) {
    return null;
  }
  const pooled =
    (a * now.samples + b * before.samples) / (now.samples + before.samples);
  return standardised(a - b, pooled, now, before);
}

function latencySigmas(now: CountSum, before: CountSum): Array<number | null> {
  return QUANTILES.map(q => {
    const [own, usual] = [now.quantile(q), before.quantile(q)];
    if (own === null || usual === null) {
      return null;
    }
    return standardised(now.shareAbove(usual) - (1 - q), q, now, before);
  });
}

/** A difference of two parts of requests over its standard deviation. */
function standardised(
  difference: number,
  part: number,
  now: CountSum,
  before: CountSum,
): number {
  const deviation = Math.sqrt(
    part * (1 - part) * (1 / now.samples + 1 / before.samples),
  );
  return deviation > 0 ? difference / deviation : 0;
}
