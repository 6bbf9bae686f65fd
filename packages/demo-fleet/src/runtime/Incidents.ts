import { IncidentName } from './Behaviour';

/** How long an incident that is started by hand goes on, unless it is ended before. */
export const INCIDENT_MS = 10 * 60_000;

interface Episode {
  name: IncidentName;
  fromMs: number;
  untilMs: number;
}

/** Which scripted incidents go on, and went on before. */
export class Incidents {
  readonly #episodes: Episode[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * @param fromMs - May lie in the past: history is lived through with it.
   * @param forMs - Infinity for one that goes on until it is ended.
   */
  start(name: IncidentName, fromMs = this.#now(), forMs = INCIDENT_MS) {
    this.end(name, fromMs);
    this.#episodes.push({ name, fromMs, untilMs: fromMs + forMs });
  }

  /** True where it went on. */
  end(name: IncidentName, atMs = this.#now()): boolean {
    const going = this.#episodes.filter(
      episode => episode.name === name && episode.untilMs > atMs,
    );
    for (const episode of going) {
      episode.untilMs = Math.max(episode.fromMs, atMs);
    }
    return going.length > 0;
  }

  isActive(name: IncidentName, atMs = this.#now()): boolean {
    return this.#episodes.some(
      episode =>
        episode.name === name &&
        episode.fromMs <= atMs &&
        atMs < episode.untilMs,
    );
  }

  active(): IncidentName[] {
    return [...new Set(this.#episodes.map(({ name }) => name))].filter(name =>
      this.isActive(name),
    );
  }

  /** Those that ended by themselves since the last look. */
  takeEnded(): IncidentName[] {
    const now = this.#now();
    const ended = this.#episodes.filter(({ untilMs }) => untilMs <= now);
    const names = ended
      .map(({ name }) => name)
      .filter(name => !this.isActive(name, now));
    for (const episode of ended) {
      this.#episodes.splice(this.#episodes.indexOf(episode), 1);
    }
    return [...new Set(names)];
  }
}
