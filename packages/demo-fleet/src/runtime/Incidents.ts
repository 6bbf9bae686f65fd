import { IncidentName } from './Behaviour';

/** How long a scripted incident goes on, unless it is ended before. */
export const INCIDENT_MS = 10 * 60_000;

/** Which scripted incidents are going on. */
export class Incidents {
  readonly #until = new Map<IncidentName, number>();

  constructor(private readonly now: () => number = Date.now) {}

  start(name: IncidentName) {
    this.#until.set(name, this.now() + INCIDENT_MS);
  }

  end(name: IncidentName) {
    this.#until.delete(name);
  }

  readonly isActive = (name: IncidentName): boolean =>
    (this.#until.get(name) ?? 0) > this.now();

  active(): IncidentName[] {
    return [...this.#until.keys()].filter(this.isActive);
  }
}
