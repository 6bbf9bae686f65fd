import { Provenance, TimeRange } from '@sextant/plugin-kit-common';
import { SourceSpan, SourceTrace } from '@sextant/plugin-telemetry-common';
import {
  Asking,
  EdgeAnswer,
  EdgeQuestion,
  Narrowing,
  Question,
  RequestQuestion,
  RequestRow,
  RESOURCE_LADDER,
  SourceAnswer,
  TraceSource,
  UpstreamError,
} from '@sextant/plugin-telemetry-node';
import { JaegerClient } from '../client/JaegerClient';
import { JaegerConfig } from '../config';
import { newestFirst } from './ownRequests';
import { searchVariants } from './searchVariants';
import { FoundRequests, TraceSearch } from './TraceSearch';

const SAMPLE_SLICES = 6;
/** Searched one by one where a server cannot search all at once. */
const MAX_SERVICES = 50;
const APPLIED: ReadonlySet<Narrowing> = new Set<Narrowing>([
  'environments',
  'versions',
  'operation',
  'status',
  'duration',
  'attributes',
]);

/** Traces from one Jaeger. */
export class JaegerTraceSource implements TraceSource {
  readonly #client: JaegerClient;
  readonly #config: JaegerConfig;
  readonly #now: () => number;

  constructor(
    client: JaegerClient,
    config: JaegerConfig,
    now: () => number = Date.now,
  ) {
    this.#client = client;
    this.#config = config;
    this.#now = now;
  }

  async requests(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<RequestRow>> {
    const found = await this.#find(question, asking);
    return {
      rows: found.rows,
      applied: APPLIED,
      next: found.next,
      completeTo: found.completeTo,
      missing: found.missing?.map(what => `${this.#config.id}: ${what}`),
      provenance: {
        ...this.#provenance(found.traces, question.services?.[0]),
        link: this.#config.searchLink
          ?.replaceAll(
            '{service}',
            encodeURIComponent(question.services?.[0] ?? ''),
          )
          .replaceAll(
            '{from}',
            String(Math.trunc(question.range.fromMs * 1000)),
          )
          .replaceAll('{to}', String(Math.trunc(question.range.toMs * 1000))),
      },
    };
  }

  async #find(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<FoundRequests> {
    if (question.order === 'notable') {
      return this.#notable(question, asking);
    }
    const search = await this.#search(question, asking);
    return question.order === 'slowest'
      ? search.slowest(question.limit)
      : search.newest();
  }

  async operations(
    { services = [] }: Question,
    asking: Asking,
  ): Promise<SourceAnswer<string>> {
    const answer = {
      applied: APPLIED,
      provenance: { source: this.#config.id, warnings: [] },
    };
    try {
      return {
        ...answer,
        rows:
          services.length > 0
            ? await this.#client.operations(services[0], asking)
            : [],
      };
    } catch (error) {
      // Not everything that speaks Jaeger's API lists operations.
      if (error instanceof UpstreamError && error.kind === 'refused') {
        return { ...answer, rows: [], missing: [error.message] };
      }
      throw error;
    }
  }

  async trace(
    traceId: string,
    near: TimeRange | undefined,
    asking: Asking,
  ): Promise<SourceAnswer<SourceSpan>> {
    const trace = await this.#client.trace(traceId, near, asking);
    return {
      rows: trace?.spans ?? [],
      applied: APPLIED,
      provenance: {
        ...this.#provenance(trace ? [trace] : [], undefined),
        link: this.#config.traceLink?.replaceAll('{traceId}', traceId),
      },
    };
  }

  async edges(
    { range, services, environments }: EdgeQuestion,
    asking: Asking,
  ): Promise<EdgeAnswer> {
    const edges = await this.#client.dependencies(range, asking);
    const only = this.#config.environments;
    const isOfOne = only?.length === 1 && environments?.includes(only[0]);
    return {
      rows: edges
        .filter(({ child }) => !services || services.includes(child))
        .map(({ parent, child, callCount }) => ({
          from: { service: parent },
          to: { service: child },
          kind: 'call',
          requests: callCount,
        })),
      covered: range,
      isWhole: false,
      applied: isOfOne ? new Set(['environments']) : new Set(),
      provenance: {
        source: this.#config.id,
        warnings: [
          'Jaeger counts calls between services, not between versions, and not which failed',
          ...(environments && !isOfOne
            ? ['Jaeger counts calls of all environments together']
            : []),
        ],
      },
    };
  }

  /** All of a short list; of a long one failed requests, the slowest, and of every part of the range some. */
  async #notable(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<FoundRequests> {
    const { limit } = question;
    const search = await this.#search(question, asking);
    const [newest, slow, sample] = await Promise.all([
      search.newest(),
      search.slowest(Math.ceil(limit / 4)),
      search.sample(SAMPLE_SLICES, Math.ceil(limit / 3)),
    ]);
    if (newest.next === undefined) {
      return newest;
    }
    const failing =
      question.status === undefined
        ? await this.#search(
            { ...question, status: 'error', limit: Math.ceil(limit / 3) },
            asking,
          )
        : undefined;
    const failed = await failing?.newest();
    const rows = new Map(
      [
        ...(failed?.rows ?? []),
        ...slow.rows,
        ...sample.sort(newestFirst),
        // Where those were fewer than there is room for.
        ...newest.rows,
      ].map(row => [row.position, row]),
    );
    return {
      rows: [...rows.values()].slice(0, limit),
      traces: [newest, slow, ...(failed ? [failed] : [])].flatMap(
        ({ traces }) => traces,
      ),
      completeTo: failed?.completeTo ?? slow.completeTo,
      missing: newest.missing,
    };
  }

  async #search(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<TraceSearch> {
    const { habits, maxTraces } = this.#config;
    return new TraceSearch({
      client: this.#client,
      question,
      habits,
      variants: searchVariants(question, habits),
      services: await this.#searched(question, asking),
      limit: maxTraces,
      asking,
      now: this.#now,
    });
  }

  /** An attribute may stand on a span of any service; not every server can search all of them at once. */
  async #searched(
    { services, attributes = [], range }: RequestQuestion,
    asking: Asking,
  ): Promise<ReadonlyArray<string | undefined>> {
    if (services && attributes.length === 0) {
      return services;
    }
    if (await this.#client.searchesAll(range, asking)) {
      return [undefined];
    }
    const known = await this.#client.services(asking);
    const all = [...new Set([...(services ?? []), ...known])];
    if (all.length > MAX_SERVICES) {
      throw this.#client.upstream.error(
        'refused',
        `cannot search over all of its ${all.length} services at once, allowed ${MAX_SERVICES}: choose one, and no attribute`,
      );
    }
    return all;
  }

  #provenance(
    traces: readonly SourceTrace[],
    service: string | undefined,
  ): Provenance {
    const attributes = traces
      .flatMap(({ spans }) => spans)
      .filter(
        ({ resource }) => service === undefined || resource.service === service,
      )
      .map(({ resource }) => resource.attributes);
    return {
      source: this.#config.id,
      rung: RESOURCE_LADDER.keys.version.find(key =>
        attributes.some(held => held[key] !== undefined),
      ),
      warnings:
        this.#config.habits.moment === 'end'
          ? [
              'This server finds requests by when they ended: some of more than a minute may be missing',
            ]
          : [],
    };
  }
}
