import { aggregate, selector } from '../promql/promql';
import { SERVICE_LABELS } from './metricProfiles';

/** Where samples are counted, and how often over a range, at most. */
const LOOKED_S = 300;
const LOOKS = 12;
/** What scrapes are usually configured to; what is seen is rounded up to one of them. */
const USUAL_S = [1, 2, 5, 10, 15, 20, 30, 60, 75, 100];
const DEFAULT_S = 15;
/** Fewer samples say that a target is new, and not how often it is scraped. */
const MIN_SAMPLES = 4;

type Labels = Readonly<Record<string, string>>;

/** How often targets are scraped, told from the samples that there are. */
export class ScrapeIntervals {
  readonly #ofService = new Map<string, number>();
  readonly #usual: number;

  /** @param told - What is configured, for all. */
  constructor(
    found: ReadonlyArray<{ labels: Labels; value: number | null }>,
    serviceOf: (labels: Labels) => string | undefined,
    private readonly told?: number,
  ) {
    const times = new Map<number, number>();
    for (const { labels, value } of found) {
      if (value === null || value < MIN_SAMPLES) {
        continue;
      }
      const seen = LOOKED_S / value;
      const interval =
        USUAL_S.find(usual => usual >= seen * 0.95) ?? Math.ceil(seen);
      times.set(interval, (times.get(interval) ?? 0) + 1);
      const service = serviceOf(labels);
      if (service !== undefined) {
        // Of several targets the one that is scraped least often decides.
        this.#ofService.set(
          service,
          Math.max(this.#ofService.get(service) ?? 0, interval),
        );
      }
    }
    const [most] = [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
    this.#usual = most?.[0] ?? DEFAULT_S;
  }

  /** Seconds: the longest of some services, or what is usual. */
  of(services: readonly string[] | undefined): number {
    return (
      this.told ??
      Math.max(
        ...(services ?? []).map(
          service => this.#ofService.get(service) ?? this.#usual,
        ),
        services ? 0 : this.#usual,
      )
    );
  }

  /** Services that are scraped less often than is usual. */
  get rarer(): string[] {
    return this.told === undefined
      ? [...this.#ofService]
          .filter(([, interval]) => interval > this.#usual)
          .map(([service]) => service)
      : [];
  }

  /** The most samples of a series in five minutes, by what may name its service. */
  static query(names: readonly string[], seconds: number): string {
    const counted = names.map(name =>
      aggregate(
        'max',
        SERVICE_LABELS,
        `count_over_time(${selector(name)}[${LOOKED_S}s])`,
      ),
    );
    const every = Math.max(LOOKED_S, Math.ceil(seconds / LOOKS));
    return `max_over_time((${counted.join(' or ')})[${Math.max(
      every,
      seconds,
    )}s:${every}s])`;
  }
}
