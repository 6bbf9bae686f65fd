import { Noted } from '../client/PrometheusClient';

const MAX_NOTES = 5;

/** Collects what is to be known beside an answer, each once: a server's warnings and infos, and our own. */
export class Notes {
  readonly #texts = new Set<string>();

  /** The data of an answer, its notes kept. */
  take<T>({ data, notes }: Noted<T>): T {
    notes.forEach(note => this.#texts.add(note));
    return data;
  }

  add(text: string) {
    this.#texts.add(text);
  }

  get texts(): string[] {
    return [...this.#texts].slice(0, MAX_NOTES);
  }
}
