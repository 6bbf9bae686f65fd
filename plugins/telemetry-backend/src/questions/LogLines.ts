import {
  LOG_LEVELS,
  LogLine,
  LogPatterns,
  Logs,
  LogVolume,
} from '@sextant/plugin-telemetry-common';
import { stepFor, TimeRange } from '@sextant/plugin-kit-common';
import {
  Asking,
  LineCountQuestion,
  LineCountRow,
  LineFilter,
  LineQuestion,
  LineRow,
  PatternRow,
  Question,
  SourceAnswer,
} from '@sextant/plugin-telemetry-node';
import { Reader } from '../access/Readable';
import { joinPages, Positions, START } from '../asking/pages';
import { Joined, namedBy, withData } from '../asking/partial';
import { questionOf, Scope } from '../asking/scope';
import { answered, SourceQuestion } from '../asking/SourceQuestion';
import { Upstreams } from '../asking/Upstreams';
import { axisOf } from '../figures/chart';
import { LEDGER_RUNG, LedgerNames } from '../naming/LedgerNames';
import { Namer } from '../naming/Namer';
import { environmentWord, versionChoices, versionWord } from '../naming/words';

type LineCountAnswer = SourceAnswer<LineCountRow> & { step: number };
interface TraceLines {
  traceId: string;
  range: TimeRange;
  limit: number;
}

/** A page of lines, and where the list goes on. */
export type LinePage = Omit<Logs, 'nextCursor'> & {
  positions: Positions | undefined;
};

const MAX_ROUNDS = 8;
const TRACE_LINES = 5_000;
const VOLUME_POINTS = 60;
const TREND_POINTS = 24;
const MAX_PATTERNS = 50;

/** Log lines over all sources. */
export class LogLines {
  readonly #upstreams: Upstreams;
  readonly #ledger: LedgerNames;
  readonly #now: () => number;
  readonly #lines: SourceQuestion<'logs', LineQuestion, SourceAnswer<LineRow>>;
  readonly #counts: SourceQuestion<'logs', LineCountQuestion, LineCountAnswer>;
  readonly #trace: SourceQuestion<'logs', TraceLines, SourceAnswer<LineRow>>;
  readonly #patterns: SourceQuestion<
    'patterns',
    Question & LineFilter,
    SourceAnswer<PatternRow>
  >;

  constructor(
    upstreams: Upstreams,
    ledger: LedgerNames,
    now: () => number = Date.now,
  ) {
    this.#upstreams = upstreams;
    this.#ledger = ledger;
    this.#now = now;
    this.#lines = new SourceQuestion(
      {
        name: 'lines',
        ask: (source, question, asking) => source.lines(question, asking),
      },
      now,
    );
    this.#counts = new SourceQuestion(
      {
        name: 'line counts',
        ask: (source, question, asking) => source.counts(question, asking),
      },
      now,
    );
    this.#trace = new SourceQuestion(
      {
        name: 'trace lines',
        ask: (source, question, asking) => source.trace(question, asking),
      },
      now,
    );
    this.#patterns = new SourceQuestion(
      {
        name: 'patterns',
        ask: (source, question, asking) => source.patterns(question, asking),
      },
      now,
    );
  }

  /** Newest first. */
  async search(
    scope: Scope,
    filter: LineFilter,
    page: { limit: number; after?: Positions },
    asking: Asking,
  ): Promise<Joined<LinePage>> {
    const items: LogLine[] = [];
    let positions = page.after;
    let joined: Joined<{ completeTo?: number }> = {
      data: {},
      provenance: [],
      missing: [],
    };
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const next = await this.#round(
        scope,
        filter,
        {
          limit: page.limit,
          wanted: page.limit - items.length,
          after: positions,
        },
        asking,
      );
      items.push(...next.data.items);
      positions = next.data.positions;
      joined = {
        data: next.data,
        provenance: next.provenance,
        missing: [...new Set([...joined.missing, ...next.missing])],
      };
      const isWorthwhile =
        items.length < page.limit &&
        positions !== undefined &&
        this.#now() < asking.untilMs - 1_000 &&
        next.data.isWhole;
      if (!isWorthwhile) {
        break;
      }
    }
    const { completeTo } = joined.data;
    return withData(joined, {
      items,
      positions,
      cut: completeTo !== undefined,
      completeToMs: completeTo,
    });
  }

  /** One page of each source, joined; fewer lines than asked where some are not wanted. */
  async #round(
    scope: Scope,
    filter: LineFilter,
    {
      limit,
      wanted,
      after,
    }: { limit: number; wanted: number; after: Positions | undefined },
    asking: Asking,
  ) {
    const outcomes = await this.#lines.askAll(
      this.#upstreams
        .require('logs', questionOf(scope).environments)
        .filter(
          ({ upstream }) =>
            after === undefined || after[upstream.id] !== undefined,
        ),
      ({ upstream }) => ({
        ...questionFor(scope, filter),
        limit,
        after: after?.[upstream.id] || START || undefined,
      }),
      asking,
    );
    const found = answered(outcomes);
    const namer = await Namer.for(
      found.data.flatMap(answer => answer.rows),
      scope,
      this.#ledger,
      asking.signal,
    );
    const next = joinPages(
      outcomes,
      after,
      wanted,
      {
        timeOf: row => row.timeUnixNano,
        ofMs: ms => BigInt(Math.trunc(ms)) * 1_000_000n,
      },
      wantedBy(namer, filter),
    );
    return withData(namer.hasNamed ? namedBy(found, LEDGER_RUNG) : found, {
      ...next,
      items: next.items.map(row => toLine(row, lineVersion(row, namer))),
      isWhole: found.data.length === outcomes.length,
    });
  }

  /** Lines per step by level. */
  async volume(
    scope: Scope,
    filter: LineFilter,
    asking: Asking,
  ): Promise<Joined<LogVolume>> {
    const wanted = stepFor(scope.range, VOLUME_POINTS);
    const found = answered(
      await this.#counts.askAll(
        this.#upstreams.require('logs', questionOf(scope).environments),
        () => ({ ...questionFor(scope, filter), step: wanted }),
        asking,
      ),
    );
    const step = Math.max(wanted, ...found.data.map(answer => answer.step));
    const all = found.data.flatMap(({ rows }) => rows);
    const namer = await Namer.for(all, scope, this.#ledger, asking.signal);
    const { timesMs } = axisOf([], scope.range.fromMs, scope.range.toMs, step);
    const [originMs] = timesMs;
    const byLevel = new Map<LineCountRow['level'], number[]>();
    for (const row of all) {
      const version = namer.versionThroughout(row, {
        fromMs: row.fromMs,
        toMs: row.fromMs + step * 1000,
      });
      const at = Math.floor((row.fromMs - originMs) / 1000 / step);
      if (
        namer.isChosenVersion(version) &&
        namer.isChosenEnvironment(row) &&
        (!filter.levels || filter.levels.includes(row.level)) &&
        at >= 0 &&
        at < timesMs.length
      ) {
        const counts = byLevel.get(row.level) ?? timesMs.map(() => 0);
        byLevel.set(row.level, counts);
        counts[at] += row.lines;
      }
    }
    return withData(found, {
      fromMs: scope.range.fromMs,
      toMs: scope.range.toMs,
      stepSeconds: step,
      timesMs,
      series: LOG_LEVELS.flatMap(level => {
        const counts = byLevel.get(level);
        return counts ? [{ level, counts }] : [];
      }),
    });
  }

  /** The lines of one trace that the reader may see, oldest first. */
  async trace(
    question: { traceId: string; range: TimeRange },
    reader: Reader,
    asking: Asking,
  ): Promise<Joined<Logs>> {
    const found = answered(
      await this.#trace.askAll(
        this.#upstreams.require('logs'),
        () => ({ ...question, limit: TRACE_LINES }),
        asking,
      ),
    );
    const rows = found.data.flatMap(answer => answer.rows);
    const readable = await reader.namesOf(
      rows.map(({ service }) => service),
      'content',
    );
    return withData(found, {
      items: rows
        .filter(({ service }) => readable.has(service))
        .sort((a, b) => oldestFirst(a, b))
        .map(row => toLine(row, versionWord(row.version))),
      cut: found.data.some(({ next }) => next !== undefined),
    });
  }

  /** Lines that differ only in their values; undefined where no source finds them. */
  async patterns(
    scope: Scope,
    filter: LineFilter,
    asking: Asking,
  ): Promise<Joined<LogPatterns> | undefined> {
    const question = questionFor(scope, filter);
    const sources = this.#upstreams.of('patterns', question.environments);
    if (sources.length === 0) {
      return undefined;
    }
    const found = answered(
      await this.#patterns.askAll(sources, () => question, asking),
    );
    const { fromMs, toMs } = scope.range;
    const patterns = found.data
      .flatMap(({ rows }) => rows)
      .filter(({ level }) => !filter.levels || filter.levels.includes(level))
      .map(({ pattern, level, samples }) => {
        const trend = new Array<number>(TREND_POINTS).fill(0);
        let count = 0;
        for (const { timeMs, lines } of samples) {
          const at = Math.floor(
            ((timeMs - fromMs) / (toMs - fromMs)) * TREND_POINTS,
          );
          if (at >= 0 && at < TREND_POINTS) {
            trend[at] += lines;
            count += lines;
          }
        }
        return { pattern, level, count, trend };
      })
      .sort((a, b) => b.count - a.count);
    return withData(found, { patterns: patterns.slice(0, MAX_PATTERNS) });
  }
}

/** The question of a scope and a filter; what says no version is chosen from once it was named. */
export function questionFor(
  scope: Scope,
  filter: LineFilter,
): Question & LineFilter {
  return {
    ...questionOf(scope),
    ...filter,
    versions: scope.versions && [
      ...new Set([...scope.versions.flatMap(versionChoices), undefined]),
    ],
  };
}

/** Whether a line is wanted, whatever of that its source has seen to. */
export function wantedBy(
  namer: Namer,
  { levels, traceId }: LineFilter,
): (row: LineRow) => boolean {
  return row =>
    namer.isChosenEnvironment(row) &&
    namer.isChosenVersion(lineVersion(row, namer)) &&
    (!levels || levels.includes(row.level)) &&
    (!traceId || row.traceId === traceId);
}

/** The version that a line is shown with. */
export function lineVersion(row: LineRow, namer: Namer): string {
  return namer.versionAt(row, Number(row.timeUnixNano / 1_000_000n));
}

/** A line as people see it. */
export function toLine(row: LineRow, version: string): LogLine {
  return {
    id: row.id,
    timeUnixNano: row.timeUnixNano.toString(),
    level: row.level,
    body: row.body,
    ...(row.cut > 0 ? { bodyCut: row.cut } : {}),
    service: row.service,
    version,
    environment: environmentWord(row.environment),
    traceId: row.traceId,
    spanId: row.spanId,
    attributes: { ...row.attributes },
  };
}

function oldestFirst(a: LineRow, b: LineRow): number {
  if (a.timeUnixNano === b.timeUnixNano) {
    return a.id < b.id ? -1 : 1;
  }
  return a.timeUnixNano < b.timeUnixNano ? -1 : 1;
}
