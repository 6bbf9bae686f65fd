import { InputError } from '@backstage/errors';
import { SourceTrace, TimeRange } from '@sextant/plugin-telemetry-common';
import {
  Asking,
  RequestQuestion,
  RequestRow,
} from '@sextant/plugin-telemetry-node';
import { JaegerClient } from '../client/JaegerClient';
import { newestFirst, ownRequests, positionOf } from './ownRequests';
import { Attributes } from './searchVariants';

/** A page of requests, and how far it was looked. */
export interface FoundRequests {
  rows: RequestRow[];
  next?: string;
  completeTo?: number;
  missing?: string[];
  /** Every trace that was looked at. */
  traces: SourceTrace[];
}

/** Searches for one page at most. */
const MAX_SEARCHES = 24;
/** A request's place, and the width in microseconds of the window that could be looked through there. */
const POSITION =
  /^(\d{1,16})\.([0-9a-f]{0,16})\.([0-9a-f]{1,32})(?:\.(\d{1,16}))?$/;
/** Traces that a search may bring of a window that cannot be narrower. */
const MAX_AT_ONE_MOMENT = 1_000;
/** Searches for the slowest: each raises the bound they are looked for above. */
const MAX_RAISES = 8;

/**
 * Finds requests through a search that brings whole traces, a bounded number of them, in no order that
 * can be relied on, and does not say whether there are more. A window that brings fewer than were asked
 * for is known whole; one that brings as many is made narrower until it is.
 */
export class TraceSearch {
  readonly #client: JaegerClient;
  readonly #question: RequestQuestion;
  readonly #variants: readonly Attributes[];
  readonly #limit: number;
  readonly #asking: Asking;
  readonly #now: () => number;
  #searches = 0;

  constructor(options: {
    client: JaegerClient;
    question: RequestQuestion;
    variants: readonly Attributes[];
    /** Whole traces that one search may bring. */
    limit: number;
    asking: Asking;
    now: () => number;
  }) {
    this.#client = options.client;
    this.#question = options.question;
    this.#variants = options.variants;
    this.#limit = options.limit;
    this.#asking = options.asking;
    this.#now = options.now;
  }

  /** Newest first, behind the question's position. */
  async newest(): Promise<FoundRequests> {
    const { range, limit, after } = this.#question;
    const behind = readPosition(after);
    const fromUs = Math.trunc(range.fromMs * 1000);
    let toUs = behind
      ? Math.min(behind.startUs + 1, Math.ceil(range.toMs * 1000))
      : Math.ceil(range.toMs * 1000);
    let lowerUs = Math.max(fromUs, toUs - (behind?.widthUs ?? Infinity));
    let traceLimit = this.#limit;
    const rows: RequestRow[] = [];
    const traces: SourceTrace[] = [];
    const missing: string[] = [];
    while (toUs > fromUs) {
      const widthUs = toUs - lowerUs;
      const { found, isFull } = await this.#ask(
        { fromMs: lowerUs / 1000, toMs: toUs / 1000 },
        this.#question.minDurationSeconds,
        traceLimit,
      );
      const inside = this.#requestsIn(found, lowerUs, toUs);
      const narrower = isFull ? narrowed(inside, lowerUs, toUs) : undefined;
      if (narrower !== undefined) {
        lowerUs = narrower;
        if (this.#mayGoOn()) {
          continue;
        }
        return this.#stopped(rows, traces, missing, toUs, toUs - lowerUs);
      }
      if (isFull && traceLimit < MAX_AT_ONE_MOMENT) {
        traceLimit = Math.min(MAX_AT_ONE_MOMENT, traceLimit * 4);
        continue;
      }
      if (isFull) {
        missing.push(
          `more than ${traceLimit} traces of one moment, ${new Date(
            lowerUs / 1000,
          ).toISOString()}, cannot be asked for`,
        );
      }
      traceLimit = this.#limit;
      traces.push(...found);
      for (const row of inside) {
        if (!behind || newestFirst(behind, row) < 0) {
          rows.push(row);
          if (rows.length > limit) {
            const page = rows.slice(0, limit);
            return {
              rows: page,
              traces,
              missing,
              next: `${page[page.length - 1].position}.${widthUs}`,
            };
          }
        }
      }
      toUs = lowerUs;
      if (!this.#mayGoOn() && toUs > fromUs) {
        return this.#stopped(rows, traces, missing, toUs, widthUs * 2);
      }
      lowerUs = Math.max(fromUs, toUs - widthUs * 2);
    }
    return { rows, traces, missing };
  }

  /** All that is newer was looked at; who goes on begins with a window of that width. */
  #stopped(
    rows: RequestRow[],
    traces: SourceTrace[],
    missing: string[],
    toUs: number,
    widthUs: number,
  ): FoundRequests {
    const place = positionOf({
      startUs: toUs - 1,
      spanId: 'f'.repeat(16),
      traceId: 'f'.repeat(32),
    });
    return {
      rows,
      traces,
      missing,
      next: `${place}.${widthUs}`,
      completeTo: toUs / 1000,
    };
  }

  /** The slowest of the range: what comes says above which duration to look on. */
  async slowest(limit: number): Promise<FoundRequests> {
    const { range } = this.#question;
    const rows = new Map<string, RequestRow>();
    const traces: SourceTrace[] = [];
    let least = this.#question.minDurationSeconds ?? 0;
    for (let raise = 0; raise < MAX_RAISES; raise += 1) {
      const { found, isFull } = await this.#ask(range, least);
      traces.push(...found);
      for (const row of found.flatMap(trace =>
        ownRequests(trace, this.#question),
      )) {
        rows.set(row.position, row);
      }
      const ranked = [...rows.values()].sort(
        (a, b) => b.durationUs - a.durationUs || newestFirst(a, b),
      );
      const last = ranked[Math.min(limit, ranked.length) - 1];
      const bound = (last?.durationUs ?? 0) / 1e6;
      if (!isFull || !this.#mayGoOn()) {
        return {
          rows: ranked.slice(0, limit),
          traces,
          completeTo: isFull ? this.#now() : undefined,
        };
      }
      // Where nothing slower came, what is asked for is narrowed all the same.
      least = bound > least ? bound : Math.max(least * 1.5, 0.001);
    }
    const ranked = [...rows.values()].sort(
      (a, b) => b.durationUs - a.durationUs || newestFirst(a, b),
    );
    return { rows: ranked.slice(0, limit), traces, completeTo: this.#now() };
  }

  /** Some of each part of the range. */
  async sample(slices: number, limit: number): Promise<RequestRow[]> {
    const { range } = this.#question;
    const width = (range.toMs - range.fromMs) / slices;
    const share = Math.max(1, Math.ceil(limit / slices));
    const parts = await Promise.all(
      Array.from({ length: slices }, (_, at) =>
        this.#ask(
          {
            fromMs: range.fromMs + at * width,
            toMs: range.fromMs + (at + 1) * width,
          },
          this.#question.minDurationSeconds,
          share,
        ),
      ),
    );
    return parts.flatMap(({ found }) =>
      found.flatMap(trace => ownRequests(trace, this.#question)),
    );
  }

  async #ask(
    range: TimeRange,
    minDurationSeconds = this.#question.minDurationSeconds,
    limit = this.#limit,
  ): Promise<{ found: SourceTrace[]; isFull: boolean }> {
    const { services, operation, maxDurationSeconds } = this.#question;
    this.#searches += this.#variants.length;
    const parts = await Promise.all(
      this.#variants.map(attributes =>
        this.#client.search(
          {
            service: services?.[0],
            // Attributes may stand on another span than the operation.
            operation: this.#question.attributes?.length
              ? undefined
              : operation,
            range,
            attributes: { ...attributes },
            minDurationSeconds: this.#question.attributes?.length
              ? undefined
              : minDurationSeconds,
            maxDurationSeconds: this.#question.attributes?.length
              ? undefined
              : maxDurationSeconds,
            limit,
          },
          this.#asking,
        ),
      ),
    );
    return {
      found: [
        ...new Map(parts.flat().map(trace => [trace.traceId, trace])).values(),
      ].filter(({ spans }) => spans.length > 0),
      isFull: parts.some(part => part.length >= limit),
    };
  }

  #requestsIn(
    traces: readonly SourceTrace[],
    fromUs: number,
    toUs: number,
  ): RequestRow[] {
    return traces
      .flatMap(trace => ownRequests(trace, this.#question))
      .filter(({ startUs }) => startUs >= fromUs && startUs < toUs)
      .sort(newestFirst);
  }

  #mayGoOn(): boolean {
    return (
      this.#searches < MAX_SEARCHES &&
      this.#now() < this.#asking.untilMs - 1_000
    );
  }
}

/**
 * A later lower bound for a window that brought as much as it may: the middle of what came, so that about
 * half of it is left. Undefined where it cannot be narrower.
 */
function narrowed(
  rows: readonly RequestRow[],
  fromUs: number,
  toUs: number,
): number | undefined {
  const middle =
    rows[Math.floor(rows.length / 2)]?.startUs ??
    Math.floor((fromUs + toUs) / 2);
  const next = middle > fromUs ? middle : Math.ceil((fromUs + toUs) / 2);
  return next > fromUs && next < toUs ? next : undefined;
}

function readPosition(position: string | undefined) {
  if (!position) {
    return undefined;
  }
  const [, startUs, spanId, traceId, width] = POSITION.exec(position) ?? [];
  if (!startUs) {
    throw new InputError(
      `cursor: found ${JSON.stringify(
        position.slice(0, 40),
      )}, allowed the nextCursor of an earlier answer`,
    );
  }
  return {
    startUs: Number(startUs),
    spanId,
    traceId,
    // A width of nothing would never get further.
    widthUs: width === undefined ? undefined : Math.max(1, Number(width)),
  };
}
