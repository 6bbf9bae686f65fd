import { InputError } from '@backstage/errors';
import {
  DependencyEdge,
  Diagnosis,
  SourceTrace,
  TimeRange,
  Traces,
  TraceOrder,
  TraceSummary,
} from '@sextant/plugin-telemetry-common';
import {
  Scope,
  Sourced,
  TraceQuery,
  TraceSource,
} from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { EDGE_BUCKET_S } from '../ingest/EdgeJoiner';
import { SpanBlock } from '../ingest/spanBlock';
import { rowsOf } from '../store/sql';
import { matchingTraces } from './matchingTraces';
import { diagnoseEmbedded } from './diagnoseEmbedded';
import { Provenances } from './Provenances';
import { NOTABLE_CANDIDATES, requestQuery } from './requestQuery';

type Row = Record<string, unknown>;

/** How many traces an attribute search opens before it gives up. */
const ATTRIBUTE_CANDIDATES = 1_000;
/** Into how many parts a range is cut to draw a sample from each. */
const SAMPLE_SLICES = 30;

/** Traces from the stored spans. */
export class EmbeddedTraceSource implements TraceSource {
  readonly id = 'embedded store';
  /** Where an upstream for this signal is configured, that is asked. */
  readonly isFallback = true;

  constructor(
    private readonly knex: Knex,
    private readonly provenances: Provenances,
  ) {}

  diagnose(scope: Scope): Promise<Diagnosis> {
    return diagnoseEmbedded(this.knex, this.id, 'traces', scope);
  }

  async search(query: TraceQuery): Promise<Sourced<Traces>> {
    const { rows, cut } = await this.#requests(query);
    const found = await this.#summaries(rows.slice(0, query.limit));
    const items = query.service ? found : onePerTrace(found, query.order);
    const last = found[found.length - 1];
    const more = rows.length > query.limit && query.order === 'newest' && last;
    return {
      data: {
        items,
        operations: await this.#operations(query),
        nextCursor: more
          ? `${Math.round(last.startMs * 1000)}.${last.spanId}`
          : undefined,
        cut,
      },
      provenance: await this.provenances.signal(
        query.service,
        query.environment,
      ),
    };
  }

  async trace(traceId: string): Promise<Sourced<SourceTrace> | undefined> {
    const rows: Row[] = await this.knex('embedded_block')
      .whereIn(
        'block_id',
        this.knex('embedded_part')
          .where({ trace_id: traceId })
          .select('block_id'),
      )
      .select('data');
    const spans = rows.flatMap(row =>
      Buffer.isBuffer(row.data) ? new SpanBlock(row.data).spansOf(traceId) : [],
    );
    if (spans.length === 0) {
      return undefined;
    }
    return {
      data: { traceId, spans },
      provenance: await this.provenances.signal(spans[0]?.resource.service),
    };
  }

  async dependencies({
    environment,
    range,
  }: {
    environment?: string;
    range: TimeRange;
  }): Promise<Sourced<DependencyEdge[]>> {
    const from =
      Math.floor(range.fromMs / 1000 / EDGE_BUCKET_S) * EDGE_BUCKET_S;
    const rows = rowsOf(
      await this.knex.raw(
        `SELECT caller, caller_version, callee, callee_version,
                SUM(requests) AS requests, SUM(errors) AS errors
           FROM embedded_edge
          WHERE bucket >= ${from} AND bucket < ${Math.ceil(range.toMs / 1000)}
            ${environment ? 'AND environment = ?' : ''}
          GROUP BY caller, caller_version, callee, callee_version`,
        environment ? [environment] : [],
      ),
    );
    const seconds = (range.toMs - range.fromMs) / 1000;
    return {
      data: rows.map(row => ({
        caller: String(row.caller),
        callerVersion: String(row.caller_version),
        callee: String(row.callee),
        calleeVersion: String(row.callee_version),
        requests: Number(row.requests),
        rate: Number(row.requests) / seconds,
        errorRatio:
          Number(row.requests) > 0
            ? Number(row.errors) / Number(row.requests)
            : null,
      })),
      provenance: await this.provenances.signal(),
    };
  }

  async #requests(query: TraceQuery): Promise<{ rows: Row[]; cut: boolean }> {
    const base = () => requestQuery(this.knex, query);
    if (query.attributes && query.attributes.length > 0) {
      const candidates: Row[] = await base()
        .orderBy('start_us', 'desc')
        .limit(ATTRIBUTE_CANDIDATES);
      const rows = await matchingTraces(
        this.knex,
        candidates,
        query.attributes,
        query.limit + 1,
      );
      return {
        rows,
        cut:
          candidates.length === ATTRIBUTE_CANDIDATES &&
          rows.length <= query.limit,
      };
    }
    if (query.order === 'newest') {
      const rows: Row[] = await base()
        .modify(builder => applyCursor(builder, query.cursor))
        .orderBy('start_us', 'desc')
        .orderBy('span_id', 'desc')
        .limit(query.limit + 1);
      return { rows, cut: false };
    }
    const latest = base()
      .orderBy('start_us', 'desc')
      .limit(NOTABLE_CANDIDATES)
      .as('latest');
    const slowest: Row[] = await this.knex
      .select('*')
      .from(latest)
      .orderBy('duration_us', 'desc')
      .limit(
        query.order === 'slowest' ? query.limit : Math.ceil(query.limit / 4),
      );
    if (query.order === 'slowest') {
      return { rows: slowest, cut: false };
    }
    const failed: Row[] = await base()
      .where({ error: 1 })
      .orderBy('start_us', 'desc')
      .limit(Math.ceil(query.limit / 3));
    const notable = [...failed, ...slowest];
    const sample = await this.#sample(query, query.limit - notable.length);
    const merged = new Map<unknown, Row>();
    for (const row of [...notable, ...sample]) {
      merged.set(row.span_id, row);
    }
    return { rows: [...merged.values()].slice(0, query.limit), cut: false };
  }

  /** Some requests of every part of the range, so that a scatter covers all of it. */
  async #sample(query: TraceQuery, wanted: number): Promise<Row[]> {
    const { fromMs, toMs } = query.range;
    const width = (toMs - fromMs) / SAMPLE_SLICES;
    const rows: Row[] = [];
    for (let slice = 0; slice < SAMPLE_SLICES; slice += 1) {
      const range = {
        fromMs: fromMs + slice * width,
        toMs: fromMs + (slice + 1) * width,
      };
      const part: Row[] = await requestQuery(this.knex, { ...query, range })
        .orderBy('start_us', 'desc')
        .limit(Math.max(1, Math.floor(wanted / SAMPLE_SLICES)));
      rows.push(...part);
    }
    return rows;
  }

  async #operations({ service }: TraceQuery): Promise<string[]> {
    if (!service) {
      return [];
    }
    const rows: Row[] = await this.knex('embedded_series')
      .where({ service })
      .distinct('operation')
      .orderBy('operation')
      .limit(200);
    return rows.map(row => String(row.operation));
  }

  async #summaries(rows: readonly Row[]): Promise<TraceSummary[]> {
    const ids = [...new Set(rows.map(row => String(row.trace_id)))];
    const traces: Row[] = await this.knex('embedded_trace').whereIn(
      'trace_id',
      ids,
    );
    const services: Row[] = await this.knex('embedded_part')
      .whereIn('trace_id', ids)
      .groupBy('trace_id')
      .select('trace_id')
      .countDistinct('service as services');
    const traceOf = new Map(traces.map(trace => [trace.trace_id, trace]));
    const servicesOf = new Map(
      services.map(row => [row.trace_id, Number(row.services)]),
    );
    return rows.map(row => {
      const trace = traceOf.get(row.trace_id);
      return {
        traceId: String(row.trace_id),
        spanId: String(row.span_id),
        service: String(row.service),
        version: String(row.version),
        environment: String(row.environment),
        operation: String(row.operation),
        startMs: Number(row.start_us) / 1000,
        durationSeconds: Number(row.duration_us) / 1e6,
        error: Number(row.error) === 1,
        httpStatus: row.http_status === null ? null : Number(row.http_status),
        traceDurationSeconds:
          (Number(trace?.end_us ?? 0) - Number(trace?.start_us ?? 0)) / 1e6,
        rootService: textOrNull(trace?.root_service),
        rootOperation: textOrNull(trace?.root_operation),
        spanCount: Number(trace?.spans ?? 0),
        errorCount: Number(trace?.errors ?? 0),
        serviceCount: servicesOf.get(row.trace_id) ?? 0,
      };
    });
  }
}

/** Over all services a trace is one row: the request it began with, where that is among the rows. */
function onePerTrace(
  items: readonly TraceSummary[],
  order: TraceOrder,
): TraceSummary[] {
  const chosen = new Map<string, TraceSummary>();
  for (const item of items) {
    const known = chosen.get(item.traceId);
    if (!known || item.startMs < known.startMs) {
      chosen.set(item.traceId, item);
    }
  }
  return order === 'newest'
    ? [...chosen.values()].sort((a, b) => b.startMs - a.startMs)
    : [...chosen.values()];
}

function applyCursor(builder: Knex.QueryBuilder, cursor: string | undefined) {
  if (!cursor) {
    return;
  }
  const match = /^(\d{1,17})\.([0-9a-f]{16})$/.exec(cursor);
  if (!match) {
    throw new InputError(
      `cursor: found "${cursor}", allowed the nextCursor of an earlier answer`,
    );
  }
  const [, startUs, spanId] = match;
  builder.where(before =>
    before
      .where('start_us', '<', Number(startUs))
      .orWhere(same =>
        same.where('start_us', Number(startUs)).where('span_id', '<', spanId),
      ),
  );
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
