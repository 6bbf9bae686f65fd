import { SourceSpan } from '@sextant/plugin-telemetry-common';
import {
  Asking,
  EdgeAnswer,
  EdgeQuestion,
  Narrowing,
  Question,
  RequestQuestion,
  RequestRow,
  SourceAnswer,
  TraceSource,
} from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { SpanBlock } from '../ingest/spanBlock';
import { rowsOf } from '../store/sql';
import { attributeMatches } from './attributeMatches';
import { embeddedEdges } from './embeddedEdges';
import { notableRequests } from './notableRequests';
import { Provenances } from './Provenances';
import { behind, positionOf, requestConditions } from './requestConditions';
import { Conditions, originOf, Row, stored } from './rows';
import { TraceSize, traceSizes } from './traceSizes';

/** How many traces an attribute search opens at a time. */
const OPENED_AT_ONCE = 200;
/** How long one look for attributes takes at most. */
const LOOK_MS = 3_000;
const MAX_OPERATIONS = 200;

const APPLIED: ReadonlySet<Narrowing> = new Set<Narrowing>([
  'environments',
  'versions',
  'operation',
  'status',
  'duration',
  'attributes',
]);

interface Found {
  rows: Row[];
  next?: string;
  completeTo?: number;
  attributesOn?: ReadonlyMap<string, string[]>;
}

/** Requests, traces and calls from the stored spans. */
export class EmbeddedTraceSource implements TraceSource {
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

  async requests(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<RequestRow>> {
    const found = await this.#find(question, asking);
    const others = question.services
      ? new Map<string, Row[]>()
      : await this.#othersOf(found.rows, question);
    const rows = await this.#complete(found, others);
    return {
      rows,
      applied: APPLIED,
      next: found.next,
      completeTo: found.completeTo,
      provenance: await this.#provenances.of(question),
    };
  }

  async operations(question: Question): Promise<SourceAnswer<string>> {
    const conditions = new Conditions()
      .in('service', question.services)
      .in('environment', question.environments);
    const rows = rowsOf(
      await this.#knex.raw(
        `SELECT DISTINCT operation FROM embedded_series WHERE ${conditions.sql}
          ORDER BY operation LIMIT ${MAX_OPERATIONS}`,
        conditions.bindings,
      ),
    );
    return {
      rows: rows.map(row => String(row.operation)),
      applied: APPLIED,
      provenance: await this.#provenances.of({}),
    };
  }

  async trace(traceId: string): Promise<SourceAnswer<SourceSpan>> {
    const rows: Row[] = await this.#knex('embedded_block')
      .whereIn(
        'block_id',
        this.#knex('embedded_part')
          .where({ trace_id: traceId })
          .select('block_id'),
      )
      .select('data');
    const spans = rows.flatMap(
      row => SpanBlock.open(row.data)?.spansOf(traceId) ?? [],
    );
    return {
      rows: spans,
      applied: APPLIED,
      provenance: await this.#provenances.of({
        services: spans.slice(0, 1).map(({ resource }) => resource.service),
      }),
    };
  }

  async edges(question: EdgeQuestion): Promise<EdgeAnswer> {
    return {
      isWhole: true,
      ...(await embeddedEdges(this.#knex, question, this.#now())),
      applied: APPLIED,
      provenance: await this.#provenances.of(question),
    };
  }

  async #find(question: RequestQuestion, asking: Asking): Promise<Found> {
    if (question.attributes && question.attributes.length > 0) {
      return this.#withAttributes(question, asking);
    }
    return question.order === 'newest'
      ? this.#newest(question, question.after, question.limit)
      : notableRequests(this.#knex, question);
  }

  /** Over all services a trace is one row: the first of its requests that match. */
  async #newest(
    question: RequestQuestion,
    after: string | undefined,
    limit: number,
  ): Promise<Found> {
    const conditions = requestConditions(question, 'r');
    if (!question.services) {
      const same = requestConditions(question, 'e');
      conditions.and(
        `NOT EXISTS (SELECT 1 FROM embedded_request e WHERE e.trace_id = r.trace_id AND ${same.sql}
           AND (e.start_us, e.span_id, e.kind, e.service) < (r.start_us, r.span_id, r.kind, r.service))`,
        ...same.bindings,
      );
    }
    behind(conditions, after, 'r');
    const rows = rowsOf(
      await this.#knex.raw(
        `SELECT r.* FROM embedded_request r WHERE ${conditions.sql}
          ORDER BY r.start_us DESC, r.span_id DESC, r.trace_id DESC, r.kind DESC
          LIMIT ${limit + 1}`,
        conditions.bindings,
      ),
    );
    const page = rows.slice(0, limit);
    return {
      rows: page,
      next: rows.length > limit ? positionOf(page[page.length - 1]) : undefined,
    };
  }

  /** Opens traces, newest first, until enough were found or the time is over; says how far it came. */
  async #withAttributes(
    question: RequestQuestion,
    { untilMs, signal }: Asking,
  ): Promise<Found> {
    const stopMs = Math.min(untilMs - 500, this.#now() + LOOK_MS);
    const rows: Row[] = [];
    const attributesOn = new Map<string, string[]>();
    let after = question.after;
    for (;;) {
      signal.throwIfAborted();
      const part = await this.#newest(question, after, OPENED_AT_ONCE);
      const matches = await attributeMatches(
        this.#knex,
        part.rows.map(row => String(row.trace_id)),
        question.attributes ?? [],
      );
      for (const [traceId, services] of matches) {
        attributesOn.set(traceId, services);
      }
      for (const row of part.rows) {
        after = positionOf(row);
        if (matches.has(String(row.trace_id))) {
          rows.push(row);
          if (question.order === 'newest' && rows.length === question.limit) {
            return { rows, next: after, attributesOn };
          }
        }
      }
      if (part.next === undefined) {
        return { rows: ranked(rows, question), attributesOn };
      }
      if (this.#now() >= stopMs) {
        const [last] = part.rows.slice(-1);
        return {
          rows: ranked(rows, question),
          attributesOn,
          next: question.order === 'newest' ? after : undefined,
          completeTo: Number(last.start_us) / 1000,
        };
      }
    }
  }

  /** All requests of some traces that match, by trace: a reader may see others than the first. */
  async #othersOf(
    found: readonly Row[],
    question: RequestQuestion,
  ): Promise<Map<string, Row[]>> {
    const ids = [...new Set(found.map(row => String(row.trace_id)))];
    const conditions = requestConditions(question, 'r').in('r.trace_id', ids);
    const rows =
      ids.length > 0
        ? rowsOf(
            await this.#knex.raw(
              `SELECT r.* FROM embedded_request r WHERE ${conditions.sql}
                ORDER BY r.start_us, r.span_id`,
              conditions.bindings,
            ),
          )
        : [];
    const others = new Map<string, Row[]>();
    for (const row of rows) {
      const traceId = String(row.trace_id);
      others.set(traceId, others.get(traceId) ?? []);
      others.get(traceId)?.push(row);
    }
    return others;
  }

  async #complete(
    { rows, attributesOn }: Found,
    others: ReadonlyMap<string, Row[]>,
  ): Promise<RequestRow[]> {
    const ids = [...new Set(rows.map(row => String(row.trace_id)))];
    const traces: Row[] = await this.#knex('embedded_trace').whereIn(
      'trace_id',
      ids,
    );
    const sizeOf = await traceSizes(this.#knex, traces);
    const traceOf = new Map(traces.map(trace => [trace.trace_id, trace]));
    const toRow = (row: Row): RequestRow => ({
      ...originOf(row),
      position: positionOf(row),
      traceId: String(row.trace_id),
      spanId: String(row.span_id),
      operation: String(row.operation),
      startUs: Number(row.start_us),
      durationUs: Number(row.duration_us),
      failed: Number(row.error) === 1,
      httpStatus:
        row.http_status === null ? undefined : Number(row.http_status),
      trace: traceAround(
        row,
        traceOf.get(row.trace_id),
        sizeOf.get(String(row.trace_id)),
      ),
      attributesOn: attributesOn?.get(String(row.trace_id)),
    });
    return rows.map(row => ({
      ...toRow(row),
      others: others.get(String(row.trace_id))?.map(toRow),
    }));
  }
}

function ranked(
  rows: readonly Row[],
  { order, limit }: RequestQuestion,
): Row[] {
  return order === 'newest'
    ? [...rows]
    : [...rows]
        .sort((a, b) => Number(b.duration_us) - Number(a.duration_us))
        .slice(0, limit);
}

function traceAround(
  row: Row,
  trace: Row | undefined,
  size: TraceSize | undefined,
): RequestRow['trace'] {
  const startUs = Number(row.start_us);
  return {
    startUs: Number(trace?.start_us ?? startUs),
    endUs: Number(trace?.end_us ?? startUs + Number(row.duration_us)),
    spans: size?.spans ?? 1,
    errors: size?.errors ?? Number(row.error),
    services: size?.services ?? 1,
    rootService: stored(trace?.root_service),
    rootOperation: stored(trace?.root_operation),
  };
}
