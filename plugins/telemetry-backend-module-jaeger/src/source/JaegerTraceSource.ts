import {
  Provenance,
  SourceSpan,
  SourceTrace,
  TimeRange,
} from '@sextant/plugin-telemetry-common';
import {
  Asking,
  EdgeRow,
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
import { KeysInUse } from './KeysInUse';
import { ownRequests } from './ownRequests';
import { searchVariants } from './searchVariants';
import { FoundRequests, TraceSearch } from './TraceSearch';

const SAMPLE_SLICES = 6;
const MAX_HIDDEN = 1_000;
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
  readonly #keys: KeysInUse;
  readonly #now: () => number;
  /** Services whose errors a search by the tag `error` was seen to miss; '' for a search over all. */
  readonly #hidden = new Set<string>();

  constructor(
    client: JaegerClient,
    config: JaegerConfig,
    now: () => number = Date.now,
  ) {
    this.#client = client;
    this.#config = config;
    this.#keys = new KeysInUse(client, now);
    this.#now = now;
  }

  async requests(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<RequestRow>> {
    const found =
      question.order === 'notable'
        ? await this.#notable(question, asking)
        : await this.#find(question, asking);
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
    { range, services, environments }: Question,
    asking: Asking,
  ): Promise<SourceAnswer<EdgeRow> & { covered: TimeRange }> {
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

  /** Failed ones, the slowest, and of every part of the range some. */
  async #notable(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<FoundRequests> {
    const { limit } = question;
    const [failed, slow, sample] = await Promise.all([
      question.status === undefined
        ? this.#find(
            {
              ...question,
              status: 'error',
              order: 'newest',
              limit: Math.ceil(limit / 3),
            },
            asking,
          )
        : undefined,
      this.#find(
        { ...question, order: 'slowest', limit: Math.ceil(limit / 4) },
        asking,
      ),
      this.#search(question, asking).then(search =>
        search.sample(SAMPLE_SLICES, Math.ceil(limit / 2)),
      ),
    ]);
    const rows = new Map(
      [...(failed?.rows ?? []), ...slow.rows, ...sample].map(row => [
        row.position,
        row,
      ]),
    );
    return {
      rows: [...rows.values()].slice(0, limit),
      traces: [...(failed?.traces ?? []), ...slow.traces],
      completeTo: failed?.completeTo ?? slow.completeTo,
      missing: failed?.missing,
    };
  }

  async #find(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<FoundRequests> {
    const search = await this.#search(question, asking);
    const found =
      question.order === 'slowest'
        ? await search.slowest(question.limit)
        : await search.newest();
    if (
      question.status !== 'error' ||
      this.#isHidden(question) ||
      found.rows.length > 0 ||
      !(await this.#hidesErrors(question, asking))
    ) {
      return found;
    }
    if (this.#hidden.size >= MAX_HIDDEN) {
      this.#hidden.clear();
    }
    this.#hidden.add(question.services?.[0] ?? '');
    return this.#find(question, asking);
  }

  #isHidden({ services }: RequestQuestion): boolean {
    return this.#hidden.has(services?.[0] ?? '');
  }

  /** True where there are failed requests that a search for errors does not find. */
  async #hidesErrors(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<boolean> {
    const newest = await this.#client.search(
      {
        service: question.services?.[0],
        range: question.range,
        attributes: {},
        limit: this.#config.maxTraces,
      },
      asking,
    );
    return newest.some(trace => ownRequests(trace, question).length > 0);
  }

  async #search(
    question: RequestQuestion,
    asking: Asking,
  ): Promise<TraceSearch> {
    const [service] = question.services ?? [];
    const isNarrowed =
      question.versions !== undefined ||
      question.environments !== undefined ||
      question.status === 'error';
    const keys =
      service !== undefined && isNarrowed
        ? await this.#keys.of(service, question.range, asking)
        : undefined;
    return new TraceSearch({
      client: this.#client,
      question,
      variants: searchVariants(
        question,
        keys,
        !this.#isHidden(question) && !keys?.hidesErrors,
      ),
      limit: this.#config.maxTraces,
      asking,
      now: this.#now,
    });
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
      warnings: [],
    };
  }
}
