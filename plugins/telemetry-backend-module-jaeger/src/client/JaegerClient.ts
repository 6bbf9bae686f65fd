import { SourceTrace, TimeRange } from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  parseAnswer,
  SharedReads,
  Upstream,
  UpstreamError,
  UpstreamResponse,
} from '@sextant/plugin-telemetry-node';
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
import {
  dependenciesSchema,
  JaegerSummary,
  summarySchema,
  v1Envelope,
  v1TraceSchema,
} from './v1Schemas';

/** Which API a server is asked through. */
export interface Dialect {
  name: 'v3 summaries' | 'v3' | 'v1';
  /** False while the server holds too little to tell. */
  isCertain: boolean;
}

/** Failures after which the server may be another one than before. */
const MAY_HAVE_CHANGED = new Set(['down', 'refused', 'garbled', 'starting']);

/** Probing meets failures that say what the server speaks, not that it has changed. */
interface ProbeOptions extends AskOptions {
  probing?: boolean;
}

/** How long a dialect is taken for granted. */
const KEEP_DIALECT_MS = 10 * 60_000;
const KEEP_UNCERTAIN_MS = 15_000;
/** No span has it: a search for it that finds something did not look. */
const PROBE_ATTRIBUTES = { 'sextant.probe': 'no span has this' };
const PROBE_RANGE_MS = 3_600_000;

/** Jaeger's query API in both of its dialects. Errors are UpstreamErrors. */
export class JaegerClient {
  readonly #dialects = new SharedReads<Dialect>({
    keepMs: KEEP_DIALECT_MS,
    maxSize: 10,
  });
  /** Changes when what was found out no longer holds. */
  #epoch = 0;

  constructor(
    readonly upstream: Upstream,
    private readonly choice: DialectChoice = 'auto',
  ) {}

  /** Probes what the server speaks, once in ten minutes and again after it refused. */
  dialect(options: AskOptions = {}): Promise<Dialect> {
    return this.#dialects.read(
      String(this.#epoch),
      signal => this.#probe({ signal, probing: true }),
      options.signal,
      ({ isCertain }) => (isCertain ? KEEP_DIALECT_MS : KEEP_UNCERTAIN_MS),
    );
  }

  /** Whole traces. */
  async search(
    search: JaegerSearch,
    dialect: Dialect,
    options?: AskOptions,
  ): Promise<SourceTrace[]> {
    return dialect.name === 'v1'
      ? this.searchV1(search, options)
      : this.searchV3(search, options);
  }

  async searchV1(
    search: JaegerSearch,
    options: AskOptions = {},
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

  async summaries(
    search: JaegerSearch,
    options: ProbeOptions = {},
  ): Promise<JaegerSummary[]> {
    const found = await this.#ask(
      'summaries',
      `/api/v3/trace-summaries?${v3Parameters(search)}`,
      z.unknown(),
      options,
    );
    return [found].flat().flatMap(chunk => summariesIn(chunk, this.upstream));
  }

  /** Undefined when the server does not have it. */
  async trace(
    traceId: string,
    range: TimeRange | undefined,
    options: AskOptions = {},
  ): Promise<SourceTrace | undefined> {
    const { name } = await this.dialect(options);
    return name === 'v1'
      ? this.traceV1(traceId, options)
      : this.traceV3(traceId, range, options);
  }

  async traceV1(
    traceId: string,
    options: AskOptions = {},
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
    options: AskOptions = {},
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

  async services(options: AskOptions = {}): Promise<string[]> {
    const { name } = await this.dialect(options);
    return name === 'v1' ? this.#servicesV1(options) : this.servicesV3(options);
  }

  /** Calls between services in a window, each service's to itself left out. */
  async dependencies(
    range: TimeRange,
    options: AskOptions = {},
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

  async #probe(options: ProbeOptions): Promise<Dialect> {
    if (this.choice === 'v1') {
      return { name: 'v1', isCertain: true };
    }
    try {
      const [service] = await this.servicesV3(options);
      return service === undefined
        ? { name: 'v3', isCertain: false }
        : await this.#probeV3(service, options);
    } catch (error) {
      if (this.choice === 'v3' || !isNotServed(error)) {
        throw error;
      }
      await this.#servicesV1(options);
      return { name: 'v1', isCertain: true };
    }
  }

  async #probeV3(service: string, options: ProbeOptions): Promise<Dialect> {
    const toMs = Date.now();
    const search = {
      service,
      attributes: {},
      range: { fromMs: toMs - PROBE_RANGE_MS, toMs },
      limit: 1,
    };
    if (await this.#isServed(() => this.summaries(search, options))) {
      return { name: 'v3 summaries', isCertain: true };
    }
    const found = await this.searchV3(search, options);
    if (found.length === 0) {
      return { name: 'v3', isCertain: false };
    }
    const [ignoring] = await this.searchV3(
      { ...search, attributes: PROBE_ATTRIBUTES },
      options,
    );
    // The first servers of v3 take no notice of attributes, and so of versions; their v1 does.
    return ignoring &&
      this.choice === 'auto' &&
      (await this.#isServed(() => this.#servicesV1(options)))
      ? { name: 'v1', isCertain: true }
      : { name: 'v3', isCertain: true };
  }

  async #isServed(ask: () => Promise<unknown>): Promise<boolean> {
    try {
      await ask();
      return true;
    } catch (error) {
      if (isNotServed(error)) {
        return false;
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
    { signal, probing }: ProbeOptions,
    instead?: (response: UpstreamResponse) => unknown,
  ): Promise<z.output<T>> {
    try {
      return await this.upstream.ask({
        operation,
        path,
        signal,
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

function summariesIn(chunk: unknown, upstream: Upstream): JaegerSummary[] {
  const envelope = z.strictObject({
    summaries: z.array(summarySchema).nullish(),
  });
  const found = z
    .union([z.object({ result: envelope }), envelope])
    .safeParse(chunk);
  if (!found.success) {
    throw upstream.error('garbled', 'answered with summaries of another shape');
  }
  const { summaries } = 'result' in found.data ? found.data.result : found.data;
  return summaries ?? [];
}

function saysNoTraces({ status, text }: UpstreamResponse): boolean {
  return status === 404 && /no traces found|trace not found/i.test(text);
}

/** The server answers, and does not know the address. */
function isNotServed(error: unknown): boolean {
  return (
    error instanceof UpstreamError &&
    (error.kind === 'refused' || error.kind === 'garbled')
  );
}
