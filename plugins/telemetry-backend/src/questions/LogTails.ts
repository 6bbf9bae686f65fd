import { TailEvent } from '@sextant/plugin-telemetry-common';
import {
  Inbox,
  LineFilter,
  LogSource,
  TailQuestion,
  TailRows,
} from '@sextant/plugin-telemetry-node';
import { Positions } from '../asking/pages';
import { Scope } from '../asking/scope';
import { Upstreams } from '../asking/Upstreams';
import { LedgerNames } from '../naming/LedgerNames';
import { Namer } from '../naming/Namer';
import { lineVersion, questionFor, toLine, wantedBy } from './LogLines';
import { SharedTail } from './SharedTail';

/** New lines, and where to go on after them. */
export interface FollowedLines {
  event: TailEvent;
  positions: Positions;
}

const LEDGER_KEPT_MS = 30_000;

/** Live tails over all sources; those who follow the same share one. */
export class LogTails {
  readonly #upstreams: Upstreams;
  readonly #ledger: LedgerNames;
  readonly #tails = new Map<string, SharedTail>();
  readonly #now: () => number;

  constructor(
    upstreams: Upstreams,
    ledger: LedgerNames,
    now: () => number = Date.now,
  ) {
    this.#upstreams = upstreams;
    this.#ledger = ledger;
    this.#now = now;
  }

  /**
   * Follows a service's lines until the signal aborts.
   *
   * @throws InputError at once where a position is none.
   * @throws ServiceUnavailableError at once where no source holds the environment.
   */
  follow(
    scope: Scope,
    filter: LineFilter,
    after: Positions | undefined,
    signal: AbortSignal,
  ): AsyncIterable<FollowedLines> {
    const { range: _range, ...question } = questionFor(scope, filter);
    const streams = this.#upstreams
      .require('logs', question.environments)
      .map(({ upstream, source }) => ({
        id: upstream.id,
        rows: this.#stream(
          upstream.id,
          source,
          question,
          after?.[upstream.id],
          signal,
        ),
      }));
    return this.#joined(streams, scope, filter, after ?? {}, signal);
  }

  #stream(
    id: string,
    source: LogSource,
    question: TailQuestion,
    resume: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<TailRows> {
    const open = (from: string | undefined, asked: AbortSignal) =>
      source.tail({ ...question, resume: from }, asked);
    const key = JSON.stringify([
      id,
      { ...question, hints: undefined },
      question.versions?.includes(undefined),
      question.environments?.includes(undefined),
    ]);
    const shared = this.#tails.get(key);
    if (resume !== undefined && !shared?.hasKept(resume)) {
      // Refused at once where it is no position of this source.
      open(resume, AbortSignal.abort());
      return new SharedTail(open, resume).follow(signal);
    }
    const tail = shared ?? new SharedTail(open);
    this.#tails.set(key, tail);
    signal.addEventListener(
      'abort',
      () => {
        if (tail.viewers <= 1) {
          this.#tails.delete(key);
        }
      },
      { once: true },
    );
    return tail.follow(signal, resume);
  }

  async *#joined(
    streams: ReadonlyArray<{ id: string; rows: AsyncIterable<TailRows> }>,
    scope: Scope,
    filter: LineFilter,
    after: Positions,
    signal: AbortSignal,
  ): AsyncGenerator<FollowedLines> {
    const positions: Record<string, string> = { ...after };
    const inbox = new Inbox<{ id: string; found: TailRows }>();
    Promise.all(streams.map(stream => collect(stream, inbox))).then(
      () => inbox.end(),
      error => inbox.end(error),
    );
    let namer: Namer | undefined;
    let namedUntilMs = 0;
    for await (const { id, found } of inbox.take(signal)) {
      const { rows, dropped, resume, problem } = found;
      if (!namer || this.#now() >= namedUntilMs) {
        namer = await Namer.for(rows, scope, this.#ledger, signal);
        namedUntilMs = this.#now() + LEDGER_KEPT_MS;
      }
      const naming = namer;
      const isWanted = wantedBy(naming, filter);
      if (resume) {
        positions[id] = resume;
      }
      yield {
        positions: { ...positions },
        event: {
          items: rows
            .filter(isWanted)
            .map(row => toLine(row, lineVersion(row, naming))),
          dropped,
          ...(problem === undefined ? {} : { problem: `${id}: ${problem}` }),
        },
      };
    }
  }
}

/** The next of a stream is asked for when its last was taken: who reads slowly is told what was dropped. */
async function collect(
  { id, rows }: { id: string; rows: AsyncIterable<TailRows> },
  inbox: Inbox<{ id: string; found: TailRows }>,
) {
  for await (const found of rows) {
    await inbox.put({ id, found });
  }
}
