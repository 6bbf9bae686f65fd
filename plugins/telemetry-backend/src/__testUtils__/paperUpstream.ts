import { Diagnosis, TelemetrySignal } from '@sextant/plugin-telemetry-common';
import {
  CountQuestion,
  CountRow,
  isChosen,
  LineRow,
  RequestRow,
  Question,
  SourceAnswer,
  Sources,
  TelemetryUpstream,
} from '@sextant/plugin-telemetry-node';

/** What is written down. */
export interface Paper {
  /** One request each. */
  requests: readonly RequestRow[];
  lines: readonly LineRow[];
}

const BOUNDS = [0.01, 0.1, 1];

/** An upstream that knows what is written down: the whole of the border, in one small file. */
export class PaperUpstream implements TelemetryUpstream {
  readonly refreshMs = 1_000;
  readonly sources: Partial<Sources>;

  constructor(readonly id: string, private readonly paper: Paper) {
    this.sources = {
      metrics: { counts: async question => this.#counts(question) },
      traces: {
        requests: async question =>
          this.#page(
            paper.requests.filter(
              row =>
                isAbout(question, row) && inRange(question, row.startUs / 1000),
            ),
            question,
          ),
        operations: async () => this.#answer([]),
        trace: async () => this.#answer([]),
        edges: async ({ range }) => ({
          ...this.#answer([]),
          covered: range,
          isWhole: false,
        }),
      },
      logs: {
        lines: async question =>
          this.#page(
            paper.lines.filter(
              row =>
                isAbout(question, row) &&
                inRange(question, Number(row.timeUnixNano) / 1e6),
            ),
            question,
          ),
        counts: async ({ step }) => ({ ...this.#answer([]), step }),
        trace: async () => this.#answer([]),
        tail: () => neverending(),
      },
    };
  }

  async diagnose(signal: TelemetrySignal): Promise<Diagnosis> {
    return {
      signal,
      source: this.id,
      state: 'good',
      found: 'It is written down.',
      looked: [],
      remedies: [],
    };
  }

  async health() {
    return { status: 'ok' as const, notes: [] };
  }

  #counts(question: CountQuestion) {
    const { range, step } = question;
    const stepMs = step === 'whole' ? range.toMs - range.fromMs : step * 1000;
    const origin = step === 'whole' ? range.fromMs : 0;
    const rows = new Map<string, CountRow>();
    for (const request of this.paper.requests) {
      const timeMs = request.startUs / 1000;
      if (!isAbout(question, request) || !inRange(question, timeMs)) {
        continue;
      }
      const { service, version, environment } = request;
      const fromMs = origin + Math.floor((timeMs - origin) / stepMs) * stepMs;
      const key = JSON.stringify([service, version, environment, fromMs]);
      const row = rows.get(key) ?? {
        service,
        version,
        environment,
        fromMs,
        seconds: stepMs / 1000,
        requests: 0,
        failed: 0,
        durations: { bounds: BOUNDS, counts: [0, 0, 0, 0], spread: 'even' },
        ...(step === 'whole' ? { lastSeenMs: timeMs } : {}),
      };
      const bucket = BOUNDS.findIndex(
        bound => request.durationUs / 1e6 <= bound,
      );
      const counts = [...(row.durations?.counts ?? [])];
      counts[bucket < 0 ? BOUNDS.length : bucket] += 1;
      rows.set(key, {
        ...row,
        requests: row.requests + 1,
        failed: (row.failed ?? 0) + Number(request.failed),
        durations: { bounds: BOUNDS, counts, spread: 'even' },
      });
    }
    return { ...this.#answer([...rows.values()]), covered: range, step };
  }

  #page<T extends { position: string }>(
    rows: readonly T[],
    { limit, after }: { limit: number; after?: string },
  ): SourceAnswer<T> {
    const start = rows.findIndex(({ position }) => position === after) + 1;
    const page = rows.slice(start, start + limit);
    return {
      ...this.#answer(page),
      next:
        start + page.length < rows.length
          ? page[page.length - 1].position
          : undefined,
    };
  }

  /** It narrows by environment and version, and by nothing else: the rest is the core's. */
  #answer<T>(rows: readonly T[]): SourceAnswer<T> {
    return {
      rows,
      applied: new Set(['environments', 'versions']),
      provenance: { source: this.id, warnings: [] },
    };
  }
}

function isAbout(
  { services, environments, versions }: Omit<Question, 'range'>,
  row: { service: string; environment?: string; version?: string },
): boolean {
  return (
    (services?.includes(row.service) ?? true) &&
    isChosen(row.environment, environments) &&
    isChosen(row.version, versions)
  );
}

function inRange({ range }: Pick<Question, 'range'>, timeMs: number): boolean {
  return timeMs >= range.fromMs && timeMs < range.toMs;
}

async function* neverending() {
  // Nothing new is ever written down.
}
