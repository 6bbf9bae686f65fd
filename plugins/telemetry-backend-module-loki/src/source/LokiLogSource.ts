import {
  Diagnosis,
  LogLine,
  LogPatterns,
  Logs,
  LogVolume,
  Provenance,
  TailEvent,
  TimeRange,
  UNVERSIONED,
} from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  LogQuery,
  LogSource,
  Scope,
  Sourced,
  UpstreamError,
} from '@sextant/plugin-telemetry-node';
import { LokiClient, RangeNano, rangeNano } from '../client/LokiClient';
import { LokiConfig } from '../config';
import {
  jsonVersionStages,
  LineFilter,
  selector,
  stages,
  traceStages,
} from '../logql/logQuery';
import { diagnose } from './diagnose';
import { cursorBehind, rangeBehind, readPageEnd, suffixOf } from './page';
import { levelIn, LogRung, ReadLine, readLine } from './readLine';
import { tailLoki } from './tailLoki';
import { volumeOf } from './volumeOf';

type LinesQuestion = Omit<LogQuery, 'limit' | 'cursor'>;

const TREND_POINTS = 24;
const MAX_PATTERNS = 50;
const TRACE_LINES = 1_000;

/** Log lines from one Loki. */
export class LokiLogSource implements LogSource {
  readonly id: string;
  readonly refreshMs: number;
  readonly environments?: readonly string[];

  constructor(
    private readonly client: LokiClient,
    private readonly config: LokiConfig,
  ) {
    this.id = config.id;
    this.refreshMs = config.refreshMs;
    this.environments = config.environments;
  }

  async search(
    query: LogQuery,
    options: AskOptions = {},
  ): Promise<Sourced<Logs>> {
    const { maxEntries } = await this.client.limits(options);
    const before = readPageEnd(query.cursor);
    const seen = new Set(before?.seen);
    const limit = Math.min(maxEntries, query.limit + seen.size + 1);
    const range = rangeBehind(rangeNano(query.range), before);
    const { lines, question } = await this.#read(query, range, limit, options);
    const fresh = lines.filter(
      ({ line }) =>
        !before ||
        BigInt(line.timeUnixNano) !== before.timeUnixNano ||
        !seen.has(suffixOf(line)),
    );
    const items = fresh.slice(0, query.limit).map(({ line }) => line);
    const more = fresh.length > query.limit || lines.length >= limit;
    return {
      data: {
        items,
        nextCursor: more ? cursorBehind(items, before) : undefined,
        cut: false,
      },
      provenance: this.#provenance(rungOf(fresh), question, query.range),
    };
  }

  async volume(
    question: LinesQuestion & { stepSeconds: number },
    options: AskOptions = {},
  ): Promise<Sourced<LogVolume>> {
    const base = selector(this.config.serviceLabel, [question.service]);
    const [wanted] = this.#alternatives(question);
    let data = await volumeOf(
      this.client,
      `${base} ${wanted}`,
      question,
      options,
    );
    if (data.series.length === 0 && namesVersions(question)) {
      data = await volumeOf(
        this.client,
        `${base} ${jsonVersionStages(this.#filter(question))}`,
        question,
        options,
      );
    }
    return {
      data,
      provenance: this.#provenance(
        undefined,
        `${base} ${wanted}`,
        question.range,
      ),
    };
  }

  async trace(
    {
      traceId,
      range,
      services,
    }: { traceId: string; range: TimeRange; services: readonly string[] },
    options: AskOptions = {},
  ): Promise<Sourced<Logs>> {
    const base = selector(this.config.serviceLabel, services);
    const { maxEntries } = await this.client.limits(options);
    const limit = Math.min(maxEntries, TRACE_LINES);
    const lines = await this.#ask(
      traceStages(traceId).map(stage => `${base} ${stage}`),
      rangeNano(range),
      limit,
      options,
    );
    return {
      data: {
        items: lines.map(({ line }) => line).reverse(),
        cut: lines.length >= limit,
      },
      provenance: this.#provenance(
        rungOf(lines),
        `${base} ${traceStages(traceId)[0]}`,
        range,
      ),
    };
  }

  async patterns(
    { service, range, levels }: LinesQuestion,
    options: AskOptions = {},
  ): Promise<Sourced<LogPatterns>> {
    const query = selector(this.config.serviceLabel, [service]);
    const provenance = this.#provenance(undefined, query, range);
    try {
      const found = await this.client.patterns(
        query,
        rangeNano(range),
        options,
      );
      const patterns = found
        .map(({ pattern, level, samples }) => ({
          pattern,
          level: levelIn(level),
          count: samples.reduce((sum, [, count]) => sum + count, 0),
          trend: trendOf(samples, range),
        }))
        .filter(({ level }) => !levels || levels.includes(level))
        .sort((a, b) => b.count - a.count)
        .slice(0, MAX_PATTERNS);
      return { data: { patterns }, provenance };
    } catch (error) {
      if (error instanceof UpstreamError && error.kind === 'refused') {
        return {
          data: { patterns: [] },
          provenance,
          missing: [
            `${this.id} does not find patterns; set pattern_ingester.enabled: true in its configuration`,
          ],
        };
      }
      throw error;
    }
  }

  tail(
    question: Omit<LinesQuestion, 'range'> & { after?: string },
    { signal }: { signal: AbortSignal },
  ): AsyncIterable<TailEvent> {
    const [wanted] = this.#alternatives(question);
    const base = selector(this.config.serviceLabel, [question.service]);
    return tailLoki({
      client: this.client,
      query: `${base} ${wanted}`.trim(),
      serviceLabel: this.config.serviceLabel,
      after: question.after,
      signal,
    });
  }

  diagnose(scope: Scope, options: AskOptions = {}): Promise<Diagnosis> {
    return diagnose(this.id, this.client, this.config, scope, options);
  }

  /** Newest first; where the version is only in JSON lines, it is read out of them. */
  async #read(
    question: LinesQuestion,
    range: RangeNano,
    limit: number,
    options: AskOptions,
  ): Promise<{ lines: ReadLine[]; question: string }> {
    const base = selector(this.config.serviceLabel, [question.service]);
    const queries = this.#alternatives(question).map(stage =>
      `${base} ${stage}`.trim(),
    );
    const lines = await this.#ask(queries, range, limit, options);
    if (lines.length > 0 || !namesVersions(question)) {
      return { lines, question: queries[0] };
    }
    const parsed = `${base} ${jsonVersionStages(this.#filter(question))}`;
    return {
      lines: await this.#ask([parsed], range, limit, options),
      question: parsed,
    };
  }

  async #ask(
    queries: readonly string[],
    range: RangeNano,
    limit: number,
    options: AskOptions,
  ): Promise<ReadLine[]> {
    const found = await Promise.all(
      queries.map(query => this.client.lines(query, range, limit, options)),
    );
    const unique = new Map(
      found.flat().map(raw => {
        const read = readLine(raw, this.config.serviceLabel);
        return [read.line.id, read];
      }),
    );
    return [...unique.values()]
      .sort((a, b) => newestFirst(a.line, b.line))
      .slice(0, limit);
  }

  #alternatives(question: Omit<LinesQuestion, 'range'>): string[] {
    const wanted = stages(this.#filter(question));
    return question.traceId
      ? traceStages(question.traceId).map(stage => `${stage} ${wanted}`.trim())
      : [wanted];
  }

  #filter({
    environment,
    versions,
    levels,
    text,
  }: Omit<LinesQuestion, 'range'>): LineFilter {
    const [only, ...others] = this.config.environments ?? [];
    return {
      // A Loki of one environment need not be asked for it.
      environment:
        only === environment && others.length === 0 ? undefined : environment,
      versions,
      levels,
      text,
    };
  }

  #provenance(
    rung: string | undefined,
    query: string,
    range: TimeRange,
  ): Provenance {
    return {
      source: this.id,
      rung,
      link: this.config.queryLink
        ?.replaceAll('{query}', encodeURIComponent(query))
        .replaceAll('{from}', String(range.fromMs))
        .replaceAll('{to}', String(range.toMs)),
      warnings: [],
    };
  }
}

function namesVersions({ versions }: { versions?: readonly string[] }) {
  return versions?.some(version => version !== UNVERSIONED) ?? false;
}

/** The rung that named most lines' versions. */
function rungOf(lines: readonly ReadLine[]): LogRung | undefined {
  const counts = new Map<LogRung, number>();
  for (const { rung } of lines) {
    counts.set(rung, (counts.get(rung) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function trendOf(
  samples: ReadonlyArray<[number, number]>,
  { fromMs, toMs }: TimeRange,
): number[] {
  const trend = Array.from({ length: TREND_POINTS }, () => 0);
  for (const [time, count] of samples) {
    const at = Math.floor(
      ((time * 1000 - fromMs) / (toMs - fromMs)) * TREND_POINTS,
    );
    trend[Math.min(TREND_POINTS - 1, Math.max(0, at))] += count;
  }
  return trend;
}

function newestFirst(a: LogLine, b: LogLine): number {
  const [timeA, timeB] = [BigInt(a.timeUnixNano), BigInt(b.timeUnixNano)];
  if (timeA === timeB) {
    return a.id < b.id ? 1 : -1;
  }
  return timeA < timeB ? 1 : -1;
}
