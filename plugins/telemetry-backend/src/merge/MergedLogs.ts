import {
  LogLine,
  LogPatterns,
  logPatternsSchema,
  Logs,
  logsSchema,
  LogVolume,
  logVolumeSchema,
  TailEvent,
  TimeRange,
} from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  LogQuery,
  LogSource,
} from '@sextant/plugin-telemetry-node';
import { merge, Merged } from './Merged';
import { groupBy, sum } from './mergeFigures';
import { mergeStreams } from './mergeStreams';
import { after, cursorFrom, readCursor } from './timeCursor';
import { SourceGroup } from './SourceGroup';

type PatternsQuestion = Omit<LogQuery, 'limit' | 'cursor'>;
type VolumeQuestion = PatternsQuestion & { stepSeconds: number };
interface TraceQuestion {
  environment?: undefined;
  traceId: string;
  range: TimeRange;
  services: readonly string[];
}

/** Log lines of all sources as one. */
export class MergedLogs {
  readonly #search;
  readonly #volume;
  readonly #trace;
  readonly #patterns;

  constructor(readonly group: SourceGroup<LogSource>) {
    this.#search = group.question({
      name: 'search',
      schema: logsSchema,
      ask: (source, query: LogQuery, options) => source.search(query, options),
    });
    this.#volume = group.question({
      name: 'volume',
      schema: logVolumeSchema,
      ask: (source, question: VolumeQuestion, options) =>
        source.volume(question, options),
    });
    this.#trace = group.question({
      name: 'trace',
      schema: logsSchema,
      ask: (source, question: TraceQuestion, options) =>
        source.trace(question, options),
    });
    this.#patterns = group.question({
      name: 'patterns',
      schema: logPatternsSchema,
      ask: async (source, question: PatternsQuestion, options) =>
        source.patterns?.(question, options) ?? {
          data: { patterns: [] },
          provenance: { source: source.id, warnings: [] },
        },
    });
  }

  async search(query: LogQuery, options?: AskOptions): Promise<Merged<Logs>> {
    const several = this.group.for(query.environment).length > 1;
    const cursor = several ? readCursor(query.cursor) : undefined;
    const answers = await this.#search(
      several ? after(query, cursor) : query,
      options,
    );
    return merge(answers, parts =>
      several ? joinPages(parts, query.limit, cursor?.seen ?? []) : parts[0],
    );
  }

  async volume(
    question: VolumeQuestion,
    options?: AskOptions,
  ): Promise<Merged<LogVolume>> {
    const answers = await this.#volume(question, options);
    return merge(answers, joinVolumes);
  }

  async trace(
    question: TraceQuestion,
    options?: AskOptions,
  ): Promise<Merged<Logs>> {
    const answers = await this.#trace(question, options);
    return merge(answers, parts => ({
      items: parts.flatMap(({ items }) => items).sort((a, b) => compare(b, a)),
      cut: parts.some(part => part.cut),
    }));
  }

  /** Patterns of every source that finds them; undefined when none can. */
  async patterns(
    question: PatternsQuestion,
    options?: AskOptions,
  ): Promise<Merged<LogPatterns> | undefined> {
    if (!this.group.sources.some(source => source.patterns)) {
      return undefined;
    }
    const answers = await this.#patterns(question, options);
    return merge(answers, parts => ({
      patterns: parts
        .flatMap(({ patterns }) => patterns)
        .sort((a, b) => b.count - a.count),
    }));
  }

  tail(
    question: Omit<LogQuery, 'limit' | 'cursor' | 'range'> & { after?: string },
    { signal }: { signal: AbortSignal },
  ): AsyncIterable<TailEvent> {
    const sources = this.group.for(question.environment);
    return mergeStreams(
      sources.map(source => source.tail(question, { signal })),
      signal,
    );
  }
}

function joinPages(
  parts: Logs[],
  limit: number,
  seen: readonly string[],
): Logs {
  const all = parts
    .flatMap(({ items }) => items)
    .filter(line => !seen.includes(line.id))
    .sort(compare);
  const items = all.slice(0, limit);
  const more =
    all.length > limit || parts.some(part => part.nextCursor !== undefined);
  return {
    items,
    nextCursor: more
      ? cursorFrom(
          items.map(({ id, timeUnixNano }) => ({
            timeMs: Number(BigInt(timeUnixNano) / 1_000_000n),
            id,
          })),
        )
      : undefined,
    cut: parts.some(part => part.cut),
  };
}

function joinVolumes(parts: LogVolume[]): LogVolume {
  const [first, ...others] = parts;
  if (others.length === 0) {
    return first;
  }
  const timesMs = [...new Set(parts.flatMap(part => part.timesMs))].sort(
    (a, b) => a - b,
  );
  const aligned = parts.flatMap(part => {
    const indexOf = new Map(part.timesMs.map((time, index) => [time, index]));
    return part.series.map(({ level, counts }) => ({
      level,
      counts: timesMs.map(time => counts[indexOf.get(time) ?? -1] ?? 0),
    }));
  });
  return {
    ...first,
    timesMs,
    series: groupBy(aligned, ({ level }) => level).map(series => ({
      level: series[0].level,
      counts: timesMs.map((_, at) =>
        sum(series.map(({ counts }) => counts[at])),
      ),
    })),
  };
}

/** Newest first. */
function compare(a: LogLine, b: LogLine): number {
  const [timeA, timeB] = [BigInt(a.timeUnixNano), BigInt(b.timeUnixNano)];
  if (timeA === timeB) {
    return a.id < b.id ? 1 : -1;
  }
  return timeA < timeB ? 1 : -1;
}
