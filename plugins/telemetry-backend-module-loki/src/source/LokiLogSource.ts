import { InputError } from '@backstage/errors';
import { Provenance, TimeRange } from '@sextant/plugin-kit-common';
import {
  Asking,
  LineCountQuestion,
  LineCountRow,
  LineFilter,
  LineQuestion,
  LineRow,
  LogSource,
  Narrowing,
  PatternRow,
  PatternSource,
  Question,
  SourceAnswer,
  TailQuestion,
  TailRows,
  UpstreamError,
} from '@sextant/plugin-telemetry-node';
import { LokiClient, RangeNano, rangeNano } from '../client/LokiClient';
import { LokiConfig } from '../config';
import { JsonParts, lineLadder, VersionPlace } from '../logql/LineLadder';
import { everyService, selector, traceStages } from '../logql/logql';
import { inOrder, readPosition, withoutOldest } from './linePages';
import { LineShapes } from './LineShapes';
import { ReadLine, readLine } from './readLine';
import { tailLoki } from './tailLoki';
import { readResume } from './TailPlace';

const APPLIED: ReadonlySet<Narrowing> = new Set<Narrowing>(['text', 'trace']);
const NO_JSON: JsonParts = { version: false, environment: false, level: false };

/** Log lines from one Loki. */
export class LokiLogSource implements LogSource, PatternSource {
  readonly #client: LokiClient;
  readonly #config: LokiConfig;
  readonly #shapes: LineShapes;

  constructor(client: LokiClient, config: LokiConfig, now?: () => number) {
    this.#client = client;
    this.#config = config;
    this.#shapes = new LineShapes(client, config, now);
  }

  async lines(
    question: LineQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<LineRow>> {
    const behind = readPosition(question.after);
    const { maxEntries } = await this.#client.limits(asking);
    const parts = await this.#partsOf(question, asking);
    const queries = this.#queries(question, parts);
    const whole = rangeNano(question.range);
    const range =
      behind && behind.timeUnixNano < whole.end
        ? { ...whole, end: behind.timeUnixNano + 1n }
        : whole;
    const wanted = question.limit + (behind?.taken ?? 0) + 1;
    const { lines, isCut, isWhole } = await this.#read(
      queries,
      range,
      {
        limit: Math.min(maxEntries, wanted),
        maxEntries,
        seen: behind?.taken ?? 0,
      },
      asking,
    );
    const rows = inOrder(lines, behind);
    const page = rows.slice(0, question.limit);
    return {
      rows: page,
      applied: APPLIED,
      next: nextOf(rows, page, isCut, isWhole),
      missing: isWhole
        ? undefined
        : [
            `${
              this.#config.id
            } holds more than ${maxEntries} lines of one moment; the others cannot be asked for`,
          ],
      provenance: this.#provenance(placeOf(lines), queries[0], question.range),
    };
  }

  async counts(
    question: LineCountQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<LineCountRow> & { step: number }> {
    const parts = await this.#partsOf(question, asking);
    const [query] = this.#queries(question, parts);
    const { step, range } = question;
    const stepMs = step * 1000;
    const first = Math.floor(range.fromMs / stepMs);
    const last = Math.ceil(range.toMs / stepMs);
    const by = [this.#config.serviceLabel, ...lineLadder.countLabels(parts)];
    const found = await this.#client.counts(
      `sum by (${by.join(', ')}) (count_over_time(${query} [${step}s]))`,
      {
        start: BigInt((first + 1) * stepMs) * 1_000_000n,
        end: BigInt(last * stepMs) * 1_000_000n,
      },
      step,
      asking,
    );
    return {
      rows: found.flatMap(({ labels, points }) => {
        const { level, version, environment } = lineLadder.readCount(labels);
        return points.map(([timeS, lines]) => ({
          service: labels[this.#config.serviceLabel] ?? 'unknown_service',
          level,
          version,
          environment: environment ?? this.#only,
          // A point counts the step before it.
          fromMs: timeS * 1000 - stepMs,
          lines,
        }));
      }),
      step,
      applied: APPLIED,
      provenance: this.#provenance(undefined, query, range),
    };
  }

  async trace(
    question: { traceId: string; range: TimeRange; limit: number },
    asking: Asking,
  ): Promise<SourceAnswer<LineRow>> {
    const base = everyService(this.#config.serviceLabel);
    const { maxEntries } = await this.#client.limits(asking);
    const limit = Math.min(maxEntries, question.limit);
    const queries = traceStages(question.traceId).map(
      stage => `${base} ${stage}`,
    );
    const lines = await this.#ask(
      queries,
      rangeNano(question.range),
      limit,
      asking,
    );
    const own = lines.filter(({ row }) => row.traceId === question.traceId);
    const rows = inOrder(own, undefined).reverse();
    return {
      rows,
      applied: APPLIED,
      next: lines.length >= limit ? rows[0]?.position : undefined,
      provenance: this.#provenance(placeOf(own), queries[0], question.range),
    };
  }

  tail(question: TailQuestion, signal: AbortSignal): AsyncIterable<TailRows> {
    const resume = readResume(question.resume);
    if (question.services?.length === 0) {
      throw new InputError('services: found none, allowed at least one');
    }
    const [query] = this.#queries(question, NO_JSON);
    return tailLoki({
      client: this.#client,
      query,
      serviceLabel: this.#config.serviceLabel,
      resume,
      signal,
    });
  }

  async patterns(
    question: Question & LineFilter,
    asking: Asking,
  ): Promise<SourceAnswer<PatternRow>> {
    const { services = [], range } = question;
    const query = selector(this.#config.serviceLabel, services);
    const provenance = this.#provenance(undefined, query, range);
    const ignored = [
      ...(question.environments ? ['environment'] : []),
      ...(question.versions ? ['version'] : []),
      ...(question.text ? ['text'] : []),
    ];
    const base = {
      applied: new Set<Narrowing>(),
      provenance: {
        ...provenance,
        warnings:
          ignored.length > 0
            ? [`patterns are not narrowed by ${ignored.join(' and ')}`]
            : [],
      },
    };
    try {
      const found = await this.#client.patterns(
        query,
        rangeNano(range),
        asking,
      );
      return {
        ...base,
        rows: found.map(({ pattern, level, samples }) => ({
          pattern,
          level: lineLadder.readCount({ level: level ?? '' }).level,
          samples: samples.map(([timeS, lines]) => ({
            timeMs: timeS * 1000,
            lines,
          })),
        })),
      };
    } catch (error) {
      if (error instanceof UpstreamError && error.kind === 'refused') {
        return {
          ...base,
          rows: [],
          missing: [
            `${
              this.#config.id
            } does not find patterns; set pattern_ingester.enabled: true in its configuration`,
          ],
        };
      }
      throw error;
    }
  }

  /** The environment of lines that say none, where the server holds but one. */
  get #only(): string | undefined {
    const { environments = [] } = this.#config;
    return environments.length === 1 ? environments[0] : undefined;
  }

  async #partsOf(
    question: Question & LineFilter,
    asking: Asking,
  ): Promise<JsonParts> {
    const isNarrowed =
      question.versions ?? question.environments ?? question.levels;
    const isCounted = 'step' in question;
    return (isNarrowed || isCounted) && question.services
      ? this.#shapes.of(question.services, question.range, asking)
      : NO_JSON;
  }

  #queries(
    question: Omit<Question, 'range'> & LineFilter,
    parts: JsonParts,
  ): string[] {
    const base = question.services
      ? selector(this.#config.serviceLabel, question.services)
      : everyService(this.#config.serviceLabel);
    const only = this.#only;
    const wanted = lineLadder.stages(
      {
        ...question,
        // Lines of a server of one environment need not say so.
        environments:
          only !== undefined && question.environments?.includes(only)
            ? undefined
            : question.environments,
      },
      parts,
    );
    return question.traceId
      ? traceStages(question.traceId).map(stage =>
          `${base} ${stage} ${wanted}`.trim(),
        )
      : [`${base} ${wanted}`.trim()];
  }

  /** Asks for more until there are lines that were not seen, and those of every time that is told are whole. */
  async #read(
    queries: readonly string[],
    range: RangeNano,
    page: { limit: number; maxEntries: number; seen: number },
    asking: Asking,
  ): Promise<{ lines: ReadLine[]; isCut: boolean; isWhole: boolean }> {
    const { limit, maxEntries, seen } = page;
    const lines = await this.#ask(queries, range, limit, asking);
    if (lines.length < limit) {
      return { lines, isCut: false, isWhole: true };
    }
    const whole = withoutOldest(lines);
    if (whole.length > seen && whole.length >= Math.floor(limit / 2)) {
      return { lines: whole, isCut: true, isWhole: true };
    }
    return limit >= maxEntries
      ? {
          lines: whole.length > seen ? whole : lines,
          isCut: true,
          isWhole: whole.length > seen,
        }
      : this.#read(
          queries,
          range,
          { ...page, limit: Math.min(maxEntries, limit * 4) },
          asking,
        );
  }

  async #ask(
    queries: readonly string[],
    range: RangeNano,
    limit: number,
    asking: Asking,
  ): Promise<ReadLine[]> {
    const found = await Promise.all(
      queries.map(query => this.#client.lines(query, range, limit, asking)),
    );
    const unique = new Map<string, ReadLine>();
    for (const raw of found.flat()) {
      const read = readLine(raw, this.#config.serviceLabel);
      unique.set(read.row.id, {
        ...read,
        row: { ...read.row, environment: read.row.environment ?? this.#only },
      });
    }
    return [...unique.values()];
  }

  #provenance(
    rung: string | undefined,
    query: string,
    range: TimeRange,
  ): Provenance {
    return {
      source: this.#config.id,
      rung,
      link: this.#config.queryLink
        ?.replaceAll('{query}', encodeURIComponent(query))
        .replaceAll('{from}', String(range.fromMs))
        .replaceAll('{to}', String(range.toMs)),
      warnings: [],
    };
  }
}

/** The place that named most lines' versions. */
function placeOf(lines: readonly ReadLine[]): VersionPlace | undefined {
  const counts = new Map<VersionPlace, number>();
  for (const { reading } of lines) {
    if (reading.versionPlace) {
      counts.set(
        reading.versionPlace,
        (counts.get(reading.versionPlace) ?? 0) + 1,
      );
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Behind the page; where the others of a moment cannot be had, behind that moment. */
function nextOf(
  rows: readonly LineRow[],
  page: readonly LineRow[],
  isCut: boolean,
  isWhole: boolean,
): string | undefined {
  const last = page[page.length - 1];
  if (rows.length > page.length) {
    return last?.position;
  }
  if (!isCut) {
    return undefined;
  }
  return isWhole || !last ? last?.position : `${last.timeUnixNano - 1n}.0`;
}
