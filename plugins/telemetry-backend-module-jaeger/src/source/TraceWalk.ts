import { SourceTrace } from '@sextant/plugin-telemetry-common';
import {
  Asking,
  RequestQuestion,
  RequestRow,
} from '@sextant/plugin-telemetry-node';
import { JaegerClient } from '../client/JaegerClient';
import { newestFirst, ownRequests } from './ownRequests';
import { SearchHabits } from './SearchHabits';
import { Attributes } from './searchVariants';

/** How a walk goes. */
export interface WalkOptions {
  client: JaegerClient;
  question: RequestQuestion;
  variants: readonly Attributes[];
  /** Services that are searched, one search each; undefined for all at once. */
  services: ReadonlyArray<string | undefined>;
  habits: SearchHabits;
  /** Whole traces that one search may bring. */
  limit: number;
  asking: Asking;
  now: () => number;
}

/** Requests of a server for one page, as long as it gets on, and at most. */
const MAX_SEARCHES = 60;
const MAX_UNTIL_PROGRESS = 600;
/** Traces that a search may bring of a window that cannot be narrower. */
const MAX_AT_ONE_MOMENT = 1_000;
/**
 * How far from a request's start the moment may lie by which it is found: an attribute on another span of
 * the trace, or its end.
 */
const SLACK_US = 60e6;

/**
 * Looks through time, newest first, by searches that bring whole traces, a bounded number of them, in no
 * order that can be relied on, and do not say whether there are more. A window that brings fewer than were
 * asked for is known whole; one that brings as many is made narrower until it is.
 */
export class TraceWalk {
  /** Every request that was found, by its place. */
  readonly found = new Map<string, RequestRow>();
  readonly traces = new Map<string, SourceTrace>();
  readonly missing: string[] = [];
  /** Requests that began here or later are known whole, in microseconds. */
  knownFromUs = Infinity;
  /** Of the last window, in microseconds: who goes on begins with as much. */
  widthUs = Infinity;
  readonly #options: WalkOptions;
  readonly #before: number;
  readonly #behind: number;
  #searches = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    const { question, habits } = options;
    const isElsewhere = (question.attributes ?? []).length > 0;
    // Found by a moment that lies before a request's start, or after it.
    this.#before = isElsewhere ? SLACK_US : 0;
    this.#behind = isElsewhere || habits.moment === 'end' ? SLACK_US : 0;
  }

  /**
   * Walks from the newest request that may be wanted to the oldest; `isEnough` is asked after every window
   * that is known whole. False where it ended before the range did.
   */
  async walk(
    from: { startUs: number; widthUs?: number },
    options: {
      isEnough: () => boolean;
      minDurationSeconds?: number;
      limit?: number;
    },
  ): Promise<boolean> {
    const { range } = this.#options.question;
    const bottomUs = Math.trunc(range.fromMs * 1000) - this.#before;
    const limit = options.limit ?? this.#options.limit;
    let toUs = from.startUs + this.#behind;
    let lowerUs = Math.max(bottomUs, toUs - (from.widthUs ?? Infinity));
    let traceLimit = limit;
    while (toUs > bottomUs) {
      if (!this.#mayGoOn(this.knownFromUs < from.startUs)) {
        return false;
      }
      this.widthUs = toUs - lowerUs;
      const { traces, isFull } = await this.search(
        lowerUs,
        toUs,
        options.minDurationSeconds,
        traceLimit,
      );
      const narrower = isFull
        ? narrowed(this.#requestsIn(traces), lowerUs, toUs)
        : undefined;
      if (narrower !== undefined) {
        lowerUs = narrower;
        continue;
      }
      if (isFull && traceLimit < MAX_AT_ONE_MOMENT) {
        traceLimit = Math.min(MAX_AT_ONE_MOMENT, traceLimit * 4);
        continue;
      }
      if (isFull) {
        this.missing.push(
          `more than ${traceLimit} traces of one moment, ${new Date(
            lowerUs / 1000,
          ).toISOString()}, cannot be asked for`,
        );
      }
      traceLimit = limit;
      this.add(traces);
      toUs = lowerUs;
      this.knownFromUs = toUs > bottomUs ? toUs + this.#before : -Infinity;
      if (toUs > bottomUs && options.isEnough()) {
        return true;
      }
      lowerUs = Math.max(bottomUs, toUs - this.widthUs * 2);
    }
    return true;
  }

  /** One search, of one kind each. */
  async search(
    fromUs: number,
    toUs: number,
    minDurationSeconds: number | undefined,
    limit: number,
  ): Promise<{ traces: SourceTrace[]; isFull: boolean }> {
    const { client, question, variants, asking } = this.#options;
    const { operation, maxDurationSeconds } = question;
    // What is said of an attribute's span is not said of the request's.
    const isOwn = (question.attributes ?? []).length === 0;
    const searches = this.#options.services.flatMap(service =>
      variants.map(attributes => ({ service, attributes })),
    );
    this.#searches += searches.length;
    const parts = await Promise.all(
      searches.map(({ service, attributes }) =>
        client.search(
          {
            service,
            operation: isOwn ? operation : undefined,
            range: { fromMs: fromUs / 1000, toMs: toUs / 1000 },
            attributes: { ...attributes },
            minDurationSeconds: isOwn ? minDurationSeconds : undefined,
            maxDurationSeconds: isOwn ? maxDurationSeconds : undefined,
            limit,
          },
          asking,
        ),
      ),
    );
    return {
      traces: [
        ...new Map(parts.flat().map(trace => [trace.traceId, trace])).values(),
      ].filter(({ spans }) => spans.length > 0),
      isFull: parts.some(part => part.length >= limit),
    };
  }

  /** As {@link search}, over everything that a request of the range may be found by. */
  searchAll(minDurationSeconds: number | undefined, limit: number) {
    const { range } = this.#options.question;
    return this.search(
      Math.trunc(range.fromMs * 1000) - this.#before,
      Math.ceil(range.toMs * 1000) + this.#behind,
      minDurationSeconds,
      limit,
    );
  }

  add(traces: readonly SourceTrace[]) {
    traces.forEach(trace => this.traces.set(trace.traceId, trace));
    for (const row of this.#requestsIn(traces)) {
      this.found.set(row.position, row);
    }
  }

  #requestsIn(traces: readonly SourceTrace[]): RequestRow[] {
    return traces
      .flatMap(trace => ownRequests(trace, this.#options.question))
      .sort(newestFirst);
  }

  /** A page that is no further than the one before would be asked for for ever. */
  #mayGoOn(hasProgress: boolean): boolean {
    const { asking, now } = this.#options;
    return (
      this.#searches < (hasProgress ? MAX_SEARCHES : MAX_UNTIL_PROGRESS) &&
      now() < asking.untilMs - 1_000
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
  const inside = rows.filter(
    ({ startUs }) => startUs > fromUs && startUs < toUs,
  );
  const next =
    inside[Math.floor(inside.length / 2)]?.startUs ??
    Math.ceil((fromUs + toUs) / 2);
  return next > fromUs && next < toUs ? next : undefined;
}
