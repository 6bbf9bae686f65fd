import { RedFigures } from '@sextant/plugin-telemetry-common';
import { CountRow, Histogram } from '@sextant/plugin-telemetry-node';
import {
  addHistograms,
  quantileOf,
  shareAbove,
  totalSeconds,
} from './histograms';

const QUANTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

/** Counts that are added up: the one arithmetic of tables, charts and the fleet. */
export class CountSum {
  #requests = 0;
  #samples = 0;
  #failed = 0;
  /** Requests whose outcome is known. */
  #told = 0;
  readonly #durations: Histogram[] = [];

  add({ requests, samples = requests, failed, durations }: CountRow) {
    this.#requests += requests;
    this.#samples += samples;
    if (failed !== undefined) {
      this.#failed += failed;
      this.#told += requests;
    }
    if (durations) {
      this.#durations.push(durations);
      if (this.#durations.length > 64) {
        this.#compact();
      }
    }
  }

  get requests(): number {
    return this.#requests;
  }

  /** How many requests the figures rest on: fewer than there were where they are scaled up from a sample. */
  get samples(): number {
    return this.#samples;
  }

  /** Failed / requests with a known outcome; null where there is none. */
  get errorRatio(): number | null {
    return this.#told > 0 ? Math.min(1, this.#failed / this.#told) : null;
  }

  /** @param rate - Requests per second. */
  figures(rate: number): RedFigures {
    const sum = addHistograms(this.#durations);
    const found = QUANTILES.map(([name, q]) => {
      const quantile = sum && quantileOf(sum.histogram, q);
      return { name, quantile };
    });
    const [p50, p95, p99] = found.map(
      ({ quantile }) => quantile?.seconds ?? null,
    );
    const beyond = found.flatMap(({ name, quantile }) =>
      quantile?.isBeyond ? [name] : [],
    );
    return {
      requests: this.#requests,
      rate,
      errorRatio: this.errorRatio,
      p50,
      p95,
      p99,
      ...(beyond.length > 0 ? { beyond } : {}),
      ...(sum?.isEstimated ? { estimated: true } : {}),
    };
  }

  /** Seconds that a part q of the requests does not exceed; null where no duration is known. */
  quantile(q: number): number | null {
    const sum = addHistograms(this.#durations);
    return (sum && quantileOf(sum.histogram, q)?.seconds) ?? null;
  }

  /** How long all requests took together; null where no duration is known. */
  get seconds(): number | null {
    const sum = addHistograms(this.#durations);
    return sum ? totalSeconds(sum.histogram) : null;
  }

  /** Part of the requests with a known duration that took longer, 0 to 1. */
  shareAbove(seconds: number): number {
    const sum = addHistograms(this.#durations);
    return sum ? shareAbove(sum.histogram, seconds) : 0;
  }

  #compact() {
    const sum = addHistograms(this.#durations);
    // An estimated sum is kept in parts, so that it goes on being told.
    if (sum && !sum.isEstimated) {
      this.#durations.splice(0, Infinity, sum.histogram);
    }
  }
}
