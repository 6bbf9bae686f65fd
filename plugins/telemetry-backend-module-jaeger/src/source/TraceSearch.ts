import { SourceTrace } from '@sextant/plugin-telemetry-common';
import { RequestRow } from '@sextant/plugin-telemetry-node';
import { unknownCursor } from '@sextant/plugin-kit-node';
import { newestFirst, ownRequests, positionOf } from './ownRequests';
import { TraceWalk, WalkOptions } from './TraceWalk';

/** A page of requests, and how far it was looked. */
export interface FoundRequests {
  rows: RequestRow[];
  next?: string;
  completeTo?: number;
  missing?: string[];
  /** Every trace that was looked at. */
  traces: SourceTrace[];
}

/** A request's place, and the width in microseconds of the window that could be looked through there. */
const POSITION =
  /^(\d{1,16})\.([0-9a-f]{0,16})\.([0-9a-f]{1,32})(?:\.(\d{1,16}))?$/;
/** Searches that each raise the bound which the slowest are looked for above. */
const MAX_RAISES = 6;
const MAX_TRACES = 1_000;

/** Pages and rankings of requests, over what a walk through time finds. */
export class TraceSearch {
  readonly #options: WalkOptions;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /** Newest first, behind the question's position. */
  async newest(): Promise<FoundRequests> {
    const { range, limit, after } = this.#options.question;
    const behind = readPosition(after);
    const topUs = Math.ceil(range.toMs * 1000);
    const walk = new TraceWalk(this.#options);
    const known = () =>
      [...walk.found.values()]
        .filter(
          row =>
            row.startUs >= walk.knownFromUs &&
            (!behind || newestFirst(behind, row) < 0),
        )
        .sort(newestFirst);
    const isWhole = await walk.walk(
      {
        startUs: behind ? Math.min(behind.startUs + 1, topUs) : topUs,
        widthUs: behind?.widthUs,
      },
      { isEnough: () => known().length > limit },
    );
    const rows = known();
    const page = rows.slice(0, limit);
    const common = {
      rows: page,
      traces: [...walk.traces.values()],
      missing: walk.missing,
    };
    if (rows.length > limit) {
      const { position } = page[page.length - 1];
      return { ...common, next: placeWith(position, walk.widthUs) };
    }
    if (isWhole) {
      return common;
    }
    // All that is newer was looked at; who goes on begins behind it.
    const knownFromUs = Number.isFinite(walk.knownFromUs)
      ? walk.knownFromUs
      : behind?.startUs ?? topUs;
    const place = positionOf({
      startUs: knownFromUs - 1,
      spanId: 'f'.repeat(16),
      traceId: 'f'.repeat(32),
    });
    return {
      ...common,
      next: placeWith(place, walk.widthUs),
      completeTo: knownFromUs / 1000,
    };
  }

  /**
   * The slowest of the range. While a search brings as many traces as it may, the last of the slowest that
   * came is a bound that none of the wanted lies below; where it does not rise any more, everything above
   * it is looked through.
   */
  async slowest(limit: number): Promise<FoundRequests> {
    const { question } = this.#options;
    const isOwn = (question.attributes ?? []).length === 0;
    const walk = new TraceWalk(this.#options);
    const traceLimit = Math.min(
      MAX_TRACES,
      Math.max(this.#options.limit, limit * 3),
    );
    const ranked = () =>
      [...walk.found.values()]
        .sort((a, b) => b.durationUs - a.durationUs || newestFirst(a, b))
        .slice(0, limit);
    const answer = (completeTo?: number): FoundRequests => ({
      rows: ranked(),
      traces: [...walk.traces.values()],
      missing: walk.missing,
      completeTo,
    });
    let least = question.minDurationSeconds ?? 0;
    for (let raise = 0; isOwn && raise < MAX_RAISES; raise += 1) {
      const { traces, isFull } = await walk.searchAll(least, traceLimit);
      walk.add(traces);
      if (!isFull) {
        return answer();
      }
      const rows = ranked();
      const bound =
        rows.length < limit ? 0 : rows[rows.length - 1].durationUs / 1e6;
      if (bound <= least) {
        break;
      }
      least = bound;
    }
    const isWhole = await walk.walk(
      { startUs: Math.ceil(question.range.toMs * 1000) },
      {
        isEnough: () => false,
        minDurationSeconds: least,
        limit: traceLimit,
      },
    );
    return answer(
      isWhole
        ? undefined
        : Math.min(walk.knownFromUs / 1000, question.range.toMs),
    );
  }

  /** Some of each part of the range. */
  async sample(slices: number, limit: number): Promise<RequestRow[]> {
    const { range, minDurationSeconds } = this.#options.question;
    const walk = new TraceWalk(this.#options);
    const fromUs = range.fromMs * 1000;
    const widthUs = (range.toMs * 1000 - fromUs) / slices;
    const share = Math.max(1, Math.ceil(limit / slices));
    const parts = await Promise.all(
      Array.from({ length: slices }, (_, at) =>
        walk.search(
          Math.trunc(fromUs + at * widthUs),
          Math.ceil(fromUs + (at + 1) * widthUs),
          minDurationSeconds,
          share,
        ),
      ),
    );
    return parts.flatMap(({ traces }) =>
      traces.flatMap(trace => ownRequests(trace, this.#options.question)),
    );
  }
}

function placeWith(position: string, widthUs: number): string {
  return Number.isFinite(widthUs)
    ? `${position}.${Math.max(1, Math.ceil(widthUs))}`
    : position;
}

function readPosition(position: string | undefined) {
  if (!position) {
    return undefined;
  }
  const [, startUs, spanId, traceId, width] = POSITION.exec(position) ?? [];
  if (!startUs) {
    throw unknownCursor(position);
  }
  return {
    startUs: Number(startUs),
    spanId,
    traceId,
    // A width of nothing would never get further.
    widthUs: width === undefined ? undefined : Math.max(1, Number(width)),
  };
}
