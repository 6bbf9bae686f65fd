import {
  DependencyEdge,
  Diagnosis,
  Provenance,
  SourceTrace,
  TimeRange,
  Traces,
  UNVERSIONED,
} from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  Scope,
  Sourced,
  TraceQuery,
  TraceSource,
} from '@sextant/plugin-telemetry-node';
import { Dialect, JaegerClient } from '../client/JaegerClient';
import { VERSION_KEYS } from '../client/resourceFrom';
import { JaegerConfig } from '../config';
import { diagnose } from './diagnose';
import { findSummaries } from './findSummaries';
import { findTraces } from './findTraces';

const ORDERS = {
  newest: (a: { startMs: number }, b: { startMs: number }) =>
    b.startMs - a.startMs,
  slowest: (a: { durationSeconds: number }, b: { durationSeconds: number }) =>
    b.durationSeconds - a.durationSeconds,
  notable: (
    a: { error: boolean; durationSeconds: number },
    b: { error: boolean; durationSeconds: number },
  ) =>
    Number(b.error) - Number(a.error) || b.durationSeconds - a.durationSeconds,
};

/** Traces from one Jaeger. */
export class JaegerTraceSource implements TraceSource {
  readonly id: string;
  readonly refreshMs: number;
  readonly environments?: readonly string[];

  constructor(
    private readonly client: JaegerClient,
    private readonly config: JaegerConfig,
  ) {
    this.id = config.id;
    this.refreshMs = config.refreshMs;
    this.environments = config.environments;
  }

  async search(
    query: TraceQuery,
    options: AskOptions = {},
  ): Promise<Sourced<Traces>> {
    const dialect = await this.client.dialect(options);
    if (!query.service && dialect.name === 'v1') {
      throw this.client.upstream.error(
        'refused',
        'cannot search without a service: its older API has no such search',
      );
    }
    const find = dialect.name === 'v3 summaries' ? findSummaries : findTraces;
    const { items, cut, rung, notes } = await find(
      { client: this.client, config: this.config, dialect, options },
      query,
    );
    const order = ORDERS[query.order];
    return {
      data: {
        items: items.sort(order).slice(0, query.limit),
        operations: [...new Set(items.map(({ operation }) => operation))]
          .filter(Boolean)
          .sort(),
        cut: cut || items.length > query.limit,
      },
      provenance: {
        ...this.#provenance(dialect, rung),
        link: this.config.searchLink
          ?.replaceAll('{service}', encodeURIComponent(query.service ?? ''))
          .replaceAll('{from}', String(Math.trunc(query.range.fromMs * 1000)))
          .replaceAll('{to}', String(Math.trunc(query.range.toMs * 1000))),
        warnings: notes,
      },
    };
  }

  async trace(
    traceId: string,
    { range, ...options }: AskOptions & { range?: TimeRange } = {},
  ): Promise<Sourced<SourceTrace> | undefined> {
    const dialect = await this.client.dialect(options);
    const trace = await this.client.trace(traceId, range, options);
    if (!trace) {
      return undefined;
    }
    const root = trace.spans.find(span => !span.parentSpanId);
    return {
      data: trace,
      provenance: {
        ...this.#provenance(
          dialect,
          root?.resource.version
            ? VERSION_KEYS.find(key => root.resource.attributes[key])
            : undefined,
        ),
        link: this.config.traceLink?.replaceAll('{traceId}', traceId),
      },
    };
  }

  async dependencies(
    { range }: { environment?: string; range: TimeRange },
    options: AskOptions = {},
  ): Promise<Sourced<DependencyEdge[]>> {
    const seconds = (range.toMs - range.fromMs) / 1000;
    const edges = await this.client.dependencies(range, options);
    return {
      data: edges.map(({ parent, child, callCount }) => ({
        caller: parent,
        callerVersion: UNVERSIONED,
        callee: child,
        calleeVersion: UNVERSIONED,
        requests: callCount,
        rate: callCount / seconds,
        errorRatio: null,
      })),
      provenance: {
        source: this.id,
        warnings: [
          'Jaeger counts calls between services, not between versions, and not which failed',
        ],
      },
    };
  }

  diagnose(scope: Scope, options: AskOptions = {}): Promise<Diagnosis> {
    return diagnose(this.id, this.client, scope, options);
  }

  #provenance(dialect: Dialect, rung: string | undefined): Provenance {
    return {
      source: this.id,
      rung: [dialect.name, rung].filter(Boolean).join(' · '),
      warnings: [],
    };
  }
}
