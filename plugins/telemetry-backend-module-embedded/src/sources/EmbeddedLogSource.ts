import { InputError } from '@backstage/errors';
import {
  Diagnosis,
  LOG_LEVELS,
  LogLine,
  logLineSchema,
  Logs,
  LogVolume,
  snapRange,
  TailEvent,
  TimeRange,
} from '@sextant/plugin-telemetry-common';
import {
  LogQuery,
  LogSource,
  Scope,
  Sourced,
} from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { tierFor } from '../store/tiers';
import { diagnoseEmbedded } from './diagnoseEmbedded';
import { Provenances } from './Provenances';

type Row = Record<string, unknown>;

/** Among how many of the latest lines a text is looked for. */
const TEXT_CANDIDATES = 50_000;
const TAIL_EVERY_MS = 1_000;
const TAIL_LINES = 200;
const TRACE_LINES = 5_000;

/** Log lines from the stored log records. */
export class EmbeddedLogSource implements LogSource {
  readonly id = 'embedded store';
  /** Where an upstream for this signal is configured, that is asked. */
  readonly isFallback = true;

  constructor(
    private readonly knex: Knex,
    private readonly provenances: Provenances,
    private readonly now: () => number = Date.now,
  ) {}

  diagnose(scope: Scope): Promise<Diagnosis> {
    return diagnoseEmbedded(this.knex, this.id, 'logs', scope);
  }

  async search(query: LogQuery): Promise<Sourced<Logs>> {
    const lines = this.#lines(query)
      .modify(builder => applyCursor(builder, query.cursor))
      .orderBy('time_us', 'desc')
      .orderBy('id', 'desc');
    const rows: Row[] = query.text
      ? await this.#containing(lines.limit(TEXT_CANDIDATES), query.text)
          .orderBy('time_us', 'desc')
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
      : await lines.limit(query.limit + 1);
    const page = rows.slice(0, query.limit);
    const last = page[page.length - 1];
    return {
      data: {
        items: page.map(toLine),
        nextCursor:
          rows.length > query.limit && last
            ? `${last.time_us}.${last.id}`
            : undefined,
        cut: false,
      },
      provenance: await this.provenances.signal(
        query.service,
        query.environment,
      ),
    };
  }

  async volume(
    question: Omit<LogQuery, 'limit' | 'cursor'> & { stepSeconds: number },
  ): Promise<Sourced<LogVolume>> {
    const tier = tierFor(question.range, question.stepSeconds, this.now());
    const step = Math.max(tier, question.stepSeconds);
    const { fromMs, toMs } = snapRange(question.range, step);
    const from = fromMs / 1000;
    const to = Math.min(
      toMs / 1000,
      Math.ceil(this.now() / 1000 / step) * step,
    );
    const points = Math.max(0, Math.round((to - from) / step));
    const counted: Row[] =
      question.text || question.traceId
        ? await this.#countLines(question, from, step)
        : await this.#countBuckets(question, tier, from, to, step);
    const series = LOG_LEVELS.flatMap(level => {
      const own = counted.filter(row => row.level === level);
      if (own.length === 0) {
        return [];
      }
      const counts = new Array<number>(points).fill(0);
      for (const row of own) {
        if (Number(row.point) >= 0 && Number(row.point) < points) {
          counts[Number(row.point)] += Number(row.lines);
        }
      }
      return [{ level, counts }];
    });
    return {
      data: {
        fromMs: question.range.fromMs,
        toMs: question.range.toMs,
        stepSeconds: step,
        timesMs: Array.from(
          { length: points },
          (_, point) => (from + point * step) * 1000,
        ),
        series,
      },
      provenance: await this.provenances.signal(
        question.service,
        question.environment,
      ),
    };
  }

  async trace({
    traceId,
    range,
  }: {
    traceId: string;
    range: TimeRange;
  }): Promise<Sourced<Logs>> {
    const rows: Row[] = await this.knex('embedded_log')
      .where({ trace_id: traceId })
      .whereBetween('time_us', [
        Math.trunc(range.fromMs * 1000),
        Math.ceil(range.toMs * 1000),
      ])
      .orderBy('time_us')
      .orderBy('id')
      .limit(TRACE_LINES + 1);
    return {
      data: {
        items: rows.slice(0, TRACE_LINES).map(toLine),
        cut: rows.length > TRACE_LINES,
      },
      provenance: await this.provenances.signal(),
    };
  }

  async *tail(
    question: Omit<LogQuery, 'limit' | 'cursor' | 'range'> & { after?: string },
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<TailEvent> {
    let after = question.after
      ? Number(question.after)
      : await this.#newestId();
    if (!Number.isSafeInteger(after)) {
      throw new InputError(
        `after: found "${question.after}", allowed the id of a line`,
      );
    }
    const range = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER / 1000 };
    while (!signal.aborted) {
      const since = this.#lines({ ...question, range }).where('id', '>', after);
      const matching = question.text
        ? this.#containing(since, question.text)
        : since;
      const rows: Row[] = await matching
        .clone()
        .orderBy('id', 'desc')
        .limit(TAIL_LINES + 1);
      const items = rows.slice(0, TAIL_LINES).reverse().map(toLine);
      let dropped = 0;
      if (rows.length > TAIL_LINES) {
        const [count]: Row[] = await matching
          .clone()
          .clear('select')
          .count('* as lines');
        dropped = Number(count.lines) - items.length;
      }
      if (items.length > 0) {
        after = Number(items[items.length - 1].id);
        yield { items, dropped };
      }
      await sleep(TAIL_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #lines(query: Omit<LogQuery, 'limit' | 'cursor'>): Knex.QueryBuilder {
    return this.knex('embedded_log')
      .where({ service: query.service })
      .whereBetween('time_us', [
        Math.trunc(query.range.fromMs * 1000),
        Math.trunc(query.range.toMs * 1000),
      ])
      .modify(builder => {
        if (query.environment) {
          builder.where({ environment: query.environment });
        }
        if (query.versions) {
          builder.whereIn('version', [...query.versions]);
        }
        if (query.levels) {
          builder.whereIn('level', [...query.levels]);
        }
        if (query.traceId) {
          builder.where({ trace_id: query.traceId });
        }
      });
  }

  #containing(lines: Knex.QueryBuilder, text: string): Knex.QueryBuilder {
    const pattern = `%${text
      .toLocaleLowerCase('en-US')
      .replace(/[\\%_]/g, '\\$&')}%`;
    return this.knex
      .select('*')
      .from(lines.as('candidates'))
      .whereRaw(
        `(LOWER(body) LIKE ? ESCAPE '\\' OR LOWER(attributes) LIKE ? ESCAPE '\\')`,
        [pattern, pattern],
      );
  }

  async #countBuckets(
    question: Omit<LogQuery, 'limit' | 'cursor'>,
    tier: number,
    from: number,
    to: number,
    step: number,
  ): Promise<Row[]> {
    return this.knex('embedded_log_volume')
      .where({ service: question.service, tier })
      .where('bucket', '>=', from)
      .where('bucket', '<', to)
      .modify(builder => {
        if (question.environment) {
          builder.where({ environment: question.environment });
        }
        if (question.versions) {
          builder.whereIn('version', [...question.versions]);
        }
        if (question.levels) {
          builder.whereIn('level', [...question.levels]);
        }
      })
      .select('level', this.knex.raw(`(bucket - ${from}) / ${step} AS point`))
      .sum('lines as lines')
      .groupByRaw('1, 2');
  }

  async #countLines(
    question: Omit<LogQuery, 'limit' | 'cursor'>,
    from: number,
    step: number,
  ): Promise<Row[]> {
    const candidates = this.#lines(question)
      .orderBy('time_us', 'desc')
      .limit(TEXT_CANDIDATES);
    const matching = question.text
      ? this.#containing(candidates, question.text)
      : candidates;
    return this.knex
      .from(matching.as('matching'))
      .select(
        'level',
        this.knex.raw(`(time_us / 1000000 - ${from}) / ${step} AS point`),
      )
      .count('* as lines')
      .groupByRaw('1, 2');
  }

  async #newestId(): Promise<number> {
    const [row]: Row[] = await this.knex('embedded_log').max('id as id');
    return Number(row?.id ?? 0);
  }
}

function applyCursor(builder: Knex.QueryBuilder, cursor: string | undefined) {
  if (!cursor) {
    return;
  }
  const match = /^(\d{1,17})\.(\d{1,17})$/.exec(cursor);
  if (!match) {
    throw new InputError(
      `cursor: found "${cursor}", allowed the nextCursor of an earlier answer`,
    );
  }
  const [timeUs, id] = [Number(match[1]), Number(match[2])];
  builder.where(before =>
    before
      .where('time_us', '<', timeUs)
      .orWhere(same => same.where('time_us', timeUs).where('id', '<', id)),
  );
}

function toLine(row: Row): LogLine {
  const nanos = String(row.time_nano).padStart(3, '0');
  return logLineSchema.parse({
    id: String(row.id),
    timeUnixNano: `${row.time_us}${nanos}`,
    level: row.level,
    body: row.body,
    service: row.service,
    version: row.version,
    environment: row.environment,
    traceId: row.trace_id ?? undefined,
    spanId: row.span_id ?? undefined,
    attributes: JSON.parse(String(row.attributes)),
  });
}
