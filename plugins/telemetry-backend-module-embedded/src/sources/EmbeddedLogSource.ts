import { InputError } from '@backstage/errors';
import { LOG_LEVELS } from '@sextant/plugin-telemetry-common';
import { TimeRange } from '@sextant/plugin-kit-common';
import {
  Asking,
  LineCountQuestion,
  LineCountRow,
  LineQuestion,
  LineRow,
  LogSource,
  Narrowing,
  SourceAnswer,
  TailQuestion,
  TailRows,
} from '@sextant/plugin-telemetry-node';
import { unknownCursor } from '@sextant/plugin-kit-node';
import { Knex } from 'knex';
import { z } from 'zod';
import { rowsOf } from '../store/sql';
import { containsText, lineConditions, mayContain } from './lineMatching';
import { Provenances } from './Provenances';
import { gridFor } from './redCounts';
import { Conditions, originOf, Row, stored } from './rows';
import { tailEmbedded } from './tailEmbedded';

/** How many lines are looked through for a text at a time. */
const LOOKED_AT_ONCE = 20_000;
/** How long one look for a text takes at most. */
const LOOK_MS = 3_000;

const APPLIED: ReadonlySet<Narrowing> = new Set<Narrowing>([
  'environments',
  'versions',
  'level',
  'text',
  'trace',
]);

const attributesSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()]).catch('(unreadable)'),
);
const levelSchema = z.enum(LOG_LEVELS).catch('unknown');
const POSITION = /^(\d{1,16})\.(\d{1,16})$/;

/** Log lines from the stored log records. */
export class EmbeddedLogSource implements LogSource {
  readonly #knex: Knex;
  readonly #provenances: Provenances;
  readonly #now: () => number;

  constructor(
    knex: Knex,
    provenances: Provenances,
    now: () => number = Date.now,
  ) {
    this.#knex = knex;
    this.#provenances = provenances;
    this.#now = now;
  }

  async lines(
    question: LineQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<LineRow>> {
    const found =
      question.text === undefined
        ? await this.#newest(question, question.after, question.limit)
        : await this.#containing(question, question.text, asking);
    return {
      rows: found.rows.map(toLineRow),
      applied: APPLIED,
      next: found.next,
      completeTo: found.completeTo,
      provenance: await this.#provenances.of(question),
    };
  }

  async counts(
    question: LineCountQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<LineCountRow> & { step: number }> {
    const grid = gridFor(question.range, question.step, this.#now());
    const isPlain =
      question.text === undefined && question.traceId === undefined;
    const { rows, completeTo } = isPlain
      ? {
          rows: await this.#countBuckets(question, grid),
          completeTo: undefined,
        }
      : await this.#countLines(question, grid.from, grid.step, asking);
    return {
      rows: rows.map(row => ({
        ...originOf(row),
        level: levelSchema.parse(row.level),
        fromMs: (grid.from + Number(row.point) * grid.step) * 1000,
        lines: Number(row.lines),
      })),
      step: grid.step,
      applied: APPLIED,
      completeTo,
      missing:
        completeTo === undefined
          ? undefined
          : [
              `lines before ${new Date(
                completeTo,
              ).toISOString()} are not counted`,
            ],
      provenance: await this.#provenances.of(question),
    };
  }

  async trace({
    traceId,
    range,
    limit,
  }: {
    traceId: string;
    range: TimeRange;
    limit: number;
  }): Promise<SourceAnswer<LineRow>> {
    const rows: Row[] = await this.#knex('embedded_log')
      .where({ trace_id: traceId })
      .where('time_us', '>=', Math.trunc(range.fromMs * 1000))
      .where('time_us', '<', Math.ceil(range.toMs * 1000))
      .orderBy('time_us')
      .orderBy('id')
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return {
      rows: page.map(toLineRow),
      applied: APPLIED,
      next: rows.length > limit ? positionOf(page[page.length - 1]) : undefined,
      provenance: await this.#provenances.of({}),
    };
  }

  tail(question: TailQuestion, signal: AbortSignal): AsyncIterable<TailRows> {
    const resume = question.resume;
    if (resume !== undefined && !/^\d{1,15}$/.test(resume)) {
      throw new InputError(
        `after: found ${JSON.stringify(
          resume.slice(0, 40),
        )}, allowed the id of an earlier event`,
      );
    }
    return tailEmbedded(
      this.#knex,
      question,
      resume === undefined ? undefined : Number(resume),
      signal,
      toLineRow,
    );
  }

  async #newest(
    question: LineQuestion,
    after: string | undefined,
    limit: number,
  ) {
    const conditions = behind(conditionsOf(question), after);
    const rows = await this.#ask(conditions, limit + 1);
    const page = rows.slice(0, limit);
    return {
      rows: page,
      next: rows.length > limit ? positionOf(page[page.length - 1]) : undefined,
      completeTo: undefined,
    };
  }

  /** Looks through lines, newest first, until enough were found or the time is over. */
  async #containing(
    question: LineQuestion,
    text: string,
    { untilMs, signal }: Asking,
  ) {
    const stopMs = Math.min(untilMs - 500, this.#now() + LOOK_MS);
    const found: Row[] = [];
    let after = question.after;
    for (;;) {
      signal.throwIfAborted();
      const start = after;
      const end = await this.#endOf(
        behind(conditionsOf(question), start),
        LOOKED_AT_ONCE,
      );
      const part = behind(conditionsOf(question), start);
      if (end) {
        part.and(
          '(l.time_us, l.id) >= (?, ?)',
          Number(end.time_us),
          Number(end.id),
        );
      }
      const rows = await this.#ask(
        mayContain(part, text),
        question.limit - found.length + LOOKED_AT_ONCE,
      );
      for (const row of rows) {
        if (containsText(row, text)) {
          found.push(row);
          if (found.length === question.limit) {
            return {
              rows: found,
              next: positionOf(row),
              completeTo: undefined,
            };
          }
        }
      }
      if (!end) {
        return { rows: found, next: undefined, completeTo: undefined };
      }
      after = positionOf(end);
      if (this.#now() >= stopMs) {
        return {
          rows: found,
          next: after,
          completeTo: Number(end.time_us) / 1000,
        };
      }
    }
  }

  /** The last of a number of lines; undefined when there are fewer. */
  async #endOf(
    conditions: Conditions,
    lines: number,
  ): Promise<Row | undefined> {
    const [row] = rowsOf(
      await this.#knex.raw(
        `SELECT l.time_us, l.id FROM embedded_log l WHERE ${conditions.sql}
          ORDER BY l.time_us DESC, l.id DESC LIMIT 1 OFFSET ${lines - 1}`,
        conditions.bindings,
      ),
    );
    return row;
  }

  async #ask(conditions: Conditions, limit: number): Promise<Row[]> {
    return rowsOf(
      await this.#knex.raw(
        `SELECT l.* FROM embedded_log l WHERE ${conditions.sql}
          ORDER BY l.time_us DESC, l.id DESC LIMIT ${limit}`,
        conditions.bindings,
      ),
    );
  }

  async #countBuckets(
    question: LineCountQuestion,
    grid: { tier: number; from: number; to: number; step: number },
  ): Promise<Row[]> {
    const conditions = new Conditions()
      .and('tier = ?', grid.tier)
      .and('bucket >= ?', grid.from)
      .and('bucket < ?', grid.to)
      .in('service', question.services)
      .in('environment', question.environments)
      .in('version', question.versions)
      .in('level', question.levels);
    return rowsOf(
      await this.#knex.raw(
        `SELECT service, environment, version, level,
                (bucket - ${grid.from}) / ${grid.step} AS point, SUM(lines) AS lines
           FROM embedded_log_volume WHERE ${conditions.sql}
          GROUP BY service, environment, version, level, point`,
        conditions.bindings,
      ),
    );
  }

  /** Counts lines one by one, as far back as there is time for. */
  async #countLines(
    question: LineCountQuestion,
    from: number,
    step: number,
    asking: Asking,
  ) {
    const { rows, completeTo } = await this.#everyLine(question, asking);
    const counts = new Map<string, Row>();
    for (const row of rows) {
      const point = Math.floor((Number(row.time_us) / 1e6 - from) / step);
      const { service, environment, version, level } = row;
      const key = JSON.stringify([service, environment, version, level, point]);
      const known = counts.get(key);
      counts.set(key, {
        service,
        environment,
        version,
        level,
        point,
        lines: Number(known?.lines ?? 0) + 1,
      });
    }
    return { rows: [...counts.values()], completeTo };
  }

  #everyLine(question: LineCountQuestion, asking: Asking) {
    const all = { ...question, limit: LOOKED_AT_ONCE * 5 };
    return question.text === undefined
      ? this.#newest(all, undefined, all.limit)
      : this.#containing(all, question.text, asking);
  }
}

function conditionsOf(
  question: Omit<LineQuestion, 'limit' | 'after'>,
): Conditions {
  return lineConditions(
    question,
    new Conditions()
      .and('l.time_us >= ?', Math.trunc(question.range.fromMs * 1000))
      .and('l.time_us < ?', Math.ceil(question.range.toMs * 1000))
      .in('l.service', question.services)
      .in('l.environment', question.environments)
      .in('l.version', question.versions),
  );
}

function positionOf(row: Row): string {
  return `${row.time_us}.${row.id}`;
}

/** Narrows to what comes behind a position. @throws InputError */
function behind(
  conditions: Conditions,
  position: string | undefined,
): Conditions {
  if (!position) {
    return conditions;
  }
  const [, timeUs, id] = POSITION.exec(position) ?? [];
  if (!timeUs) {
    throw unknownCursor(position);
  }
  return conditions.and(
    '(l.time_us, l.id) < (?, ?)',
    Number(timeUs),
    Number(id),
  );
}

/** A stored line; what of it cannot be read is said in its place. */
function toLineRow(row: Row): LineRow {
  return {
    ...originOf(row),
    position: positionOf(row),
    id: String(row.id),
    timeUnixNano:
      BigInt(String(row.time_us)) * 1000n + BigInt(String(row.time_nano)),
    level: levelSchema.parse(row.level),
    body: String(row.body),
    cut: Number(row.cut),
    traceId: stored(row.trace_id),
    spanId: stored(row.span_id),
    attributes: attributesSchema.safeParse(jsonOf(row.attributes)).data ?? {},
  };
}

function jsonOf(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}
