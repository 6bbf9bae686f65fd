import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HISTORY_MS = 24 * 60 * 60_000;
const SHORTEST_GAP_MS = 30_000;

/** Remembers, beside the portal's data, when the fleet was born and when it last lived. */
export class FleetDiary {
  readonly bornMs: number;
  readonly #lastMs: number | undefined;

  constructor(private readonly file: string, nowMs: number) {
    const entry = read(file);
    this.bornMs = entry?.bornMs ?? nowMs;
    this.#lastMs = entry?.lastMs;
  }

  /** The stretch of the past to invent: a day on first start, later the time it was off. */
  gap(nowMs: number): { fromMs: number; toMs: number } | undefined {
    const fromMs = Math.max(this.#lastMs ?? 0, nowMs - HISTORY_MS);
    return nowMs - fromMs > SHORTEST_GAP_MS
      ? { fromMs, toMs: nowMs }
      : undefined;
  }

  write(nowMs: number) {
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeFileSync(
      this.file,
      JSON.stringify({ bornMs: this.bornMs, lastMs: nowMs }),
    );
  }
}

function read(file: string): { bornMs: number; lastMs: number } | undefined {
  try {
    const entry: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (
      typeof entry === 'object' &&
      entry &&
      'bornMs' in entry &&
      'lastMs' in entry
    ) {
      return { bornMs: Number(entry.bornMs), lastMs: Number(entry.lastMs) };
    }
    return undefined;
  } catch {
    // No diary yet, or one that was cut off: begin a new one.
    return undefined;
  }
}
