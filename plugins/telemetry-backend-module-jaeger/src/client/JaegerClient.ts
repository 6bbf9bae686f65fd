import { SourceTrace } from '@sextant/plugin-telemetry-common';
import { TimeRange } from '@sextant/plugin-kit-common';
import {
  Asking,
  parseAnswer,
  Upstream,
  UpstreamError,
  UpstreamResponse,
} from '@sextant/plugin-telemetry-node';
import { SharedReads } from '@sextant/plugin-kit-node';
import { z } from 'zod';
import { DialectChoice } from '../config';
import { failureOf, jsonValuesOf } from './failureOf';
import { readV1Trace, traceIdOf } from './readV1Trace';
import { readV3Traces } from './readV3Traces';
import {
  JaegerSearch,
  rfc3339,
  v1Parameters,
  v3Parameters,
} from './searchParameters';
import { dependenciesSchema, v1Envelope, v1TraceSchema } from './v1Schemas';

/** Which APIs a server offers. */
export interface Dialects {
  v1: boolean;
  v3: boolean;
}

/** Failures after which the server may be another one than before. */
const MAY_HAVE_CHANGED = new Set(['down', 'refused', 'garbled', 'starting']);

/** Probing meets failures that say what the server speaks, not that it has changed. */
interface ProbeOptions extends Partial<Asking> {
  probing?: boolean;
}

/** How long what a server offers is taken for granted. */
const KEEP_DIALECTS_MS = 10 * 60_000;
const SAMPLED_SERVICES = 5;

/**
 * Jaeger's query API in both of its dialects. Errors are UpstreamErrors.
 *
 * Searches go through v1 where it is served: every Jaeger and every store that speaks Jaeger's API
 * narrows by attributes there, while v3 began without. v3 can search without a service and keeps
 * nanoseconds: whole traces come from it where it is served.
 */
export class JaegerClient {
  readonly #dialects = new SharedReads<Dialects>({
    keepMs: KEEP_DIALECTS_MS,
    maxBytes: 10_000,
  });
  readonly #allSearched = new SharedReads<boolean>({
    keepMs: KEEP_DIALECTS_MS,
    maxBytes: 10_000,
  });
  /** The epoch in which operations were found at their older address only. */
  #olderOperationsIn: number | undefined;
  /** Changes when what was found out no longer holds. */
  #epoch = 0;

  constructor(
    readonly upstream: Upstream,
    private readonly choice: DialectChoice = 'auto',
  ) {}

  /** Probes what the server offers, once in ten minutes and again after it refused. */
  dialects(options: Partial<Asking> = {}): Promise<Dialects> {
    return this.#dialects.read(
      String(this.#epoch),
      signal => this.#probe({ ...options, signal, probing: true }),
      options.signal,
    );
  }

  /** Whole traces that have a span that matches, the newest first where the server keeps an order. */
  async search(
    search: JaegerSearch,
    options?: Partial<Asking>,
  ): Promise<SourceTrace[]> {
    const { v1 } = await this.dialects(options);
    return v1 && search.service !== undefined
      ? this.searchV1(search, options)
      : this.searchV3(search, options);
  }

  /**
   * Whether a search without a service is one over all. Where it finds nothing while one with a service
   * does it is none: Jaeger 1 says then that there is nothing, and not that it cannot search so.
   */
  async searchesAll(
    range: TimeRange,
    options: Partial<Asking> = {},
  ): Promise<boolean> {
    const { v3 } = await this.dialects(options);
    return (
      v3 &&
      this.#allSearched.read(
        `${this.#epoch} ${Math.floor(range.toMs / KEEP_DIALECTS_MS)}`,
        signal => this.#trySearchingAll(range, { ...options, signal }),
        options.signal,
      )
    );
  }

  async #trySearchingAll(
    range: TimeRange,
    options: Partial<Asking>,
  ): Promise<boolean> {
    const one = { range, attributes: {}, limit: 1 };
    if ((await this.searchV3(one, options)).length > 0) {
      return true;
    }
    const services = await this.services(options);
    const samples = await Promise.all(
      services
        .slice(0, SAMPLED_SERVICES)
        .map(service => this.search({ ...one, service }, options)),
    );
    return samples.every(sample => sample.length === 0);
  }

  async searchV1(
    search: JaegerSearch,
    options: Partial<Asking> = {},
  ): Promise<SourceTrace[]> {
    const traces = await this.#ask(
      'search',
      `/api/traces?${v1Parameters(search)}`,
      v1Envelope(z.array(v1TraceSchema)),
      options,
    );
    return (traces.data ?? []).map(readV1Trace);
  }

  async searchV3(
    search: JaegerSearch,
    options: ProbeOptions = {},
  ): Promise<SourceTrace[]> {
    const found = await this.#ask(
      'search',
      `/api/v3/traces?${v3Parameters(search)}`,
      z.unknown(),
      options,
      // Nothing found is a 404 here.
      response => (saysNoTraces(response) ? { result: {} } : undefined),
    );
    return readV3Traces(found, this.upstream);
  }

  /** Undefined when the server does not have it. */
  async trace(
    traceId: string,
    range: TimeRange | undefined,
    options: Partial<Asking> = {},
  ): Promise<SourceTrace | undefined> {
    const { v3 } = await this.dialects(options);
    return v3
      ? this.traceV3(traceId, range, options)
      : this.traceV1(traceId, options);
  }

  async traceV1(
    traceId: string,
    options: Partial<Asking> = {},
  ): Promise<SourceTrace | undefined> {
    const found = await this.#ask(
      'trace',
      `/api/traces/${traceId}`,
      v1Envelope(z.array(v1TraceSchema)),
      options,
      response =>
        response.status === 404 && jsonValuesOf(response.text) !== undefined
          ? { data: [] }
          : undefined,
    );
    const [trace] = found.data ?? [];
    return trace && trace.spans.length > 0 ? readV1Trace(trace) : undefined;
  }

  async traceV3(
    traceId: string,
    range: TimeRange | undefined,
    options: Partial<Asking> = {},
  ): Promise<SourceTrace | undefined> {
    const window = range
      ? `?${new URLSearchParams({
          startTime: rfc3339(range.fromMs),
          start_time: rfc3339(range.fromMs),
          endTime: rfc3339(range.toMs),
          end_time: rfc3339(range.toMs),
        })}`
      : '';
    const found = await this.#ask(
      'trace',
      `/api/v3/traces/${traceId}${window}`,
      z.unknown(),
      options,
      response => (saysNoTraces(response) ? { result: {} } : undefined),
    );
    const traces = readV3Traces(found, this.upstream);
    return traces.find(trace => trace.traceId === traceIdOf(traceId));
  }

  async services(options: Partial<Asking> = {}): Promise<string[]> {
    const { v1 } = await this.dialects(options);
    return v1 ? this.#servicesV1(options) : this.servicesV3(options);
  }

  /** Names of the operations with which a service answers requests. */
  async operations(
    service: string,
    options: Partial<Asking> = {},
  ): Promise<string[]> {
    const { v1 } = await this.dialects(options);
    const parameters = new URLSearchParams({ service, spanKind: 'server' });
    const schema = z.array(z.object({ name: z.string() }));
    if (v1 && this.#olderOperationsIn === this.#epoch) {
      return this.#operationsOfAnyKind(service, options);
    }
    if (v1) {
      return this.#ask(
        'operations',
        `/api/operations?${parameters}`,
        v1Envelope(schema),
        { ...options, probing: true },
      ).then(
        ({ data }) => (data ?? []).map(({ name }) => name),
        error => {
          if (isNotServed(error)) {
            this.#olderOperationsIn = this.#epoch;
            return this.#operationsOfAnyKind(service, options);
          }
          throw error;
        },
      );
    }
    const { operations } = await this.#ask(
      'operations',
      `/api/v3/operations?${parameters}`,
      z.object({ operations: schema.nullish() }),
      { ...options, probing: true },
    );
    return (operations ?? []).map(({ name }) => name);
  }

  /** The older address, which VictoriaTraces serves alone. */
  async #operationsOfAnyKind(
    service: string,
    options: Partial<Asking>,
  ): Promise<string[]> {
    const { data } = await this.#ask(
      'operations',
      `/api/services/${encodeURIComponent(service)}/operations`,
      v1Envelope(z.array(z.string())),
      { ...options, probing: true },
    );
    return data ?? [];
  }

  /** Calls between services in a window, each service's to itself left out. */
  async dependencies(
    range: TimeRange,
    options: Partial<Asking> = {},
  ): Promise<z.output<typeof dependenciesSchema>> {
    const parameters = new URLSearchParams({
      endTs: String(Math.trunc(range.toMs)),
      lookback: String(Math.trunc(range.toMs - range.fromMs)),
    });
    const found = await this.#ask(
      'dependencies',
      `/api/dependencies?${parameters}`,
      v1Envelope(dependenciesSchema),
      options,
    );
    return (found.data ?? []).filter(({ parent, child }) => parent !== child);
  }

  async #probe(options: ProbeOptions): Promise<Dialects> {
    if (this.choice !== 'auto') {
      return { v1: this.choice !== 'v3', v3: this.choice === 'v3' };
    }
    const [v1, v3] = await Promise.all([
      this.#whyNotServed(() => this.#servicesV1(options)),
      this.#whyNotServed(() => this.servicesV3(options)),
    ]);
    if (v1 && v3) {
      throw v1;
    }
    return { v1: !v1, v3: !v3 };
  }

  /** Undefined where the server answers; other failures are those of the question. */
  async #whyNotServed(
    ask: () => Promise<unknown>,
  ): Promise<UpstreamError | undefined> {
    try {
      await ask();
      return undefined;
    } catch (error) {
      if (isNotServed(error)) {
        return error;
      }
      throw error;
    }
  }

  async servicesV3(options: ProbeOptions = {}): Promise<string[]> {
    const { services } = await this.#ask(
      'services',
      '/api/v3/services',
      z.object({ services: z.array(z.string()).nullish() }),
      options,
    );
    return services ?? [];
  }

  async #servicesV1(options: ProbeOptions): Promise<string[]> {
    const { data } = await this.#ask(
      'services',
      '/api/services',
      v1Envelope(z.array(z.string())),
      options,
    );
    return data ?? [];
  }

  async #ask<T extends z.ZodType>(
    operation: string,
    path: string,
    schema: T,
    { probing, ...options }: ProbeOptions,
    instead?: (response: UpstreamResponse) => unknown,
  ): Promise<z.output<T>> {
    try {
      return await this.upstream.ask({
        operation,
        path,
        ...options,
        read: response => {
          const body =
            instead?.(response) ??
            (response.status === 200 ? jsonValuesOf(response.text) : undefined);
          if (body === undefined) {
            throw failureOf(this.upstream, response);
          }
          return parseAnswer(this.upstream, schema, body);
        },
      });
    } catch (error) {
      if (
        error instanceof UpstreamError &&
        !probing &&
        MAY_HAVE_CHANGED.has(error.kind)
      ) {
        this.#epoch += 1;
      }
      throw error;
    }
  }
}

function saysNoTraces({ status, text }: UpstreamResponse): boolean {
  return status === 404 && /no traces found|trace not found/i.test(text);
}

/** The server answers, and does not know the address. */
function isNotServed(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError &&
    (error.kind === 'refused' || error.kind === 'garbled')
  );
}
