import { ResponseError } from '@backstage/errors';
import { z } from 'zod';
import { alertsAnswerSchema } from './alerts';
import { doctorAnswerSchema } from './doctor';
import { dependenciesAnswerSchema } from './fleetFigures';
import { logPatternsAnswerSchema } from './logPatterns';
import { logsAnswerSchema, logVolumeAnswerSchema } from './logs';
import { metricsAnswerSchema, versionsAnswerSchema } from './metrics';
import { traceAnswerSchema, tracesAnswerSchema } from './traceSummary';

/** A catalog component. @public */
export interface ServiceKey {
  namespace: string;
  name: string;
}

/** Query parameters; undefined and empty ones are left out. @public */
export type QueryParameters = Record<string, string | number | undefined>;

/** How the client reaches the telemetry plugin. @public */
export interface TelemetryClientOptions {
  /** Base URL of the plugin, e.g. `plugin://telemetry` for the portal's fetch API. */
  baseUrl: () => Promise<string>;
  fetch: typeof fetch;
  headers?: () => Promise<Record<string, string>>;
}

/** The telemetry plugin's HTTP API, parsed at the border. Errors are `ResponseError`. @public */
export class TelemetryClient {
  readonly #options: TelemetryClientOptions;

  constructor(options: TelemetryClientOptions) {
    this.#options = options;
  }

  versions(service: ServiceKey, query: QueryParameters, signal?: AbortSignal) {
    return this.#get(
      `${servicePath(service)}/versions`,
      query,
      versionsAnswerSchema,
      signal,
    );
  }

  metrics(service: ServiceKey, query: QueryParameters, signal?: AbortSignal) {
    return this.#get(
      `${servicePath(service)}/metrics`,
      query,
      metricsAnswerSchema,
      signal,
    );
  }

  traces(service: ServiceKey, query: QueryParameters, signal?: AbortSignal) {
    return this.#get(
      `${servicePath(service)}/traces`,
      query,
      tracesAnswerSchema,
      signal,
    );
  }

  /** Over all services, where the source can. */
  searchTraces(query: QueryParameters, signal?: AbortSignal) {
    return this.#get('/v1/traces', query, tracesAnswerSchema, signal);
  }

  logs(service: ServiceKey, query: QueryParameters, signal?: AbortSignal) {
    return this.#get(
      `${servicePath(service)}/logs`,
      query,
      logsAnswerSchema,
      signal,
    );
  }

  logVolume(service: ServiceKey, query: QueryParameters, signal?: AbortSignal) {
    return this.#get(
      `${servicePath(service)}/logs/volume`,
      query,
      logVolumeAnswerSchema,
      signal,
    );
  }

  logPatterns(
    service: ServiceKey,
    query: QueryParameters,
    signal?: AbortSignal,
  ) {
    return this.#get(
      `${servicePath(service)}/logs/patterns`,
      query,
      logPatternsAnswerSchema,
      signal,
    );
  }

  alerts(service: ServiceKey, query: QueryParameters, signal?: AbortSignal) {
    return this.#get(
      `${servicePath(service)}/alerts`,
      query,
      alertsAnswerSchema,
      signal,
    );
  }

  doctor(service: ServiceKey, query: QueryParameters, signal?: AbortSignal) {
    return this.#get(
      `${servicePath(service)}/doctor`,
      query,
      doctorAnswerSchema,
      signal,
    );
  }

  trace(traceId: string, signal?: AbortSignal) {
    return this.#get(
      `/v1/traces/${encodeURIComponent(traceId)}`,
      {},
      traceAnswerSchema,
      signal,
    );
  }

  traceLogs(traceId: string, signal?: AbortSignal) {
    return this.#get(
      `/v1/traces/${encodeURIComponent(traceId)}/logs`,
      {},
      logsAnswerSchema,
      signal,
    );
  }

  /**
   * The open response of the whole fleet, for backend plugins: its body is lines of JSON, the answer without
   * services on the first and some of them on each further one.
   */
  fleetLines(query: QueryParameters, signal?: AbortSignal): Promise<Response> {
    return this.#request('/v1/fleet', query, signal, 'application/x-ndjson');
  }

  dependencies(query: QueryParameters, signal?: AbortSignal) {
    return this.#get(
      '/v1/dependencies',
      query,
      dependenciesAnswerSchema,
      signal,
    );
  }

  /** The open response of a live tail; its body is a stream of server-sent events. */
  async tail(
    service: ServiceKey,
    query: QueryParameters,
    signal: AbortSignal,
  ): Promise<Response> {
    return this.#request(`${servicePath(service)}/logs/tail`, query, signal);
  }

  async #get<T extends z.ZodType>(
    path: string,
    query: QueryParameters,
    schema: T,
    signal?: AbortSignal,
  ): Promise<z.output<T>> {
    const response = await this.#request(path, query, signal);
    return schema.parse(await response.json());
  }

  async #request(
    path: string,
    query: QueryParameters,
    signal?: AbortSignal,
    accept = 'application/json',
  ) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') {
        search.set(name, String(value));
      }
    }
    const suffix = search.size > 0 ? `?${search}` : '';
    const response = await this.#options.fetch(
      `${await this.#options.baseUrl()}${path}${suffix}`,
      { signal, headers: { accept, ...(await this.#options.headers?.()) } },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function servicePath({ namespace, name }: ServiceKey): string {
  return `/v1/services/${encodeURIComponent(namespace)}/${encodeURIComponent(
    name,
  )}`;
}
