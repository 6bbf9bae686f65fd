import { Slowness } from '@sextant/plugin-telemetry-common';
import { CountSum } from './CountSum';

/** With fewer requests than this a p95 says little. */
const MIN_NOW = 20;
const MIN_USUAL = 100;
/** So much slower than usual is worth a look. */
const TIMES = 1.5;
/** So many requests, at least, must be slower than they usually are. */
const MIN_SLOWER = 8;
/** Standard deviations: about one false alarm in 70,000 looks, were requests independent. */
const SIGMAS = 4.5;
/** A tail that was long before hides what happens below it: so not the p95 alone. */
const QUANTILES = [
  ['p95', 0.95],
  ['p90', 0.9],
  ['p75', 0.75],
  ['p50', 0.5],
] as const;

/**
 * Whether a service is slower now than it used to be: one of its quantiles is half again as high, and more
 * requests than chance allows are over what it usually is. Of independent requests the part 1 - q is, with
 * a binomial spread.
 *
 * @returns The highest quantile that shows it, else the p95; undefined where there are too few requests.
 */
export function slowness(now: CountSum, usual: CountSum): Slowness | undefined {
  if (now.samples < MIN_NOW || usual.samples < MIN_USUAL) {
    return undefined;
  }
  const compared = QUANTILES.flatMap(([quantile, q]): Slowness[] => {
    const [seconds, usualSeconds] = [now.quantile(q), usual.quantile(q)];
    if (seconds === null || usualSeconds === null) {
      return [];
    }
    const slower = now.samples * now.shareAbove(usualSeconds);
    const expected = now.samples * (1 - q);
    const spread = Math.sqrt(expected * q);
    return [
      {
        quantile,
        seconds,
        usualSeconds,
        isSlow:
          seconds >= TIMES * usualSeconds &&
          slower >= MIN_SLOWER &&
          (slower - 0.5 - expected) / spread >= SIGMAS,
      },
    ];
  });
  return compared.find(({ isSlow }) => isSlow) ?? compared[0];
}
