/** 2^56: thresholds are of 56 bits. */
const ALL = 2 ** 56;
const THRESHOLD = /^[0-9a-f]{1,14}$/;
/** A sampler that keeps fewer says nothing of use by one span. */
const MAX_WEIGHT = 1_000_000;

/**
 * How many requests a span stands for: 1 of those that were sampled. The threshold `th` in the `ot` member of
 * `tracestate` is up to 14 hex digits, its trailing zeros left out; of 2^56 random values those from the threshold
 * on are kept. Source: OpenTelemetry specification, _TraceState: Probability Sampling_.
 *
 * Weights that are not whole are rounded up or down by the trace id, so that their sum is right, and both ends of
 * a call have the same.
 *
 * @param traceId - 32 hex digits.
 * @public
 */
export function samplingWeight(traceState: string, traceId: string): number {
  const threshold = thresholdIn(traceState);
  if (threshold === undefined) {
    return 1;
  }
  const kept = ALL - threshold;
  const weight = Math.min(MAX_WEIGHT, ALL / kept);
  const whole = Math.floor(weight);
  // Not of the last 56 bits: those decided whether the trace was kept.
  const chance = parseInt(traceId.slice(0, 8), 16) / 2 ** 32;
  return whole + (chance < weight - whole ? 1 : 0);
}

/** Undefined where there is none, or one that no sampler writes. */
function thresholdIn(traceState: string): number | undefined {
  for (const member of traceState.split(',')) {
    const [, own] = /^\s*ot=(.*?)\s*$/.exec(member) ?? [];
    for (const field of own?.split(';') ?? []) {
      const [key, value] = field.split(':');
      if (key === 'th' && value !== undefined && THRESHOLD.test(value)) {
        return Number(BigInt(`0x${value.padEnd(14, '0')}`));
      }
    }
  }
  return undefined;
}
