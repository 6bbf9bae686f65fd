import { Noted } from '../client/PrometheusClient';

const MAX_NOTES = 5;

/** Collects what a server says beside its answers: warnings and infos, each once. */
export class Notes {
  readonly #texts = new Set<string>();

  /** The data of an answer, its notes kept. */
  take<T>({ data, notes }: Noted<T>): T {
    notes.forEach(note => this.#texts.add(note));
    return data;
  }

  get texts(): string[] {
    return [...this.#texts].slice(0, MAX_NOTES);
  }
}
