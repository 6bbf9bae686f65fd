import { ResponseError } from '@backstage/errors';
import { z } from 'zod';
import {
  DataSetPage,
  dataSetPageSchema,
  FleetPage,
  fleetPageSchema,
  ServiceDetail,
  serviceDetailSchema,
} from './fleet';

/** How the client reaches the services plugin. @public */
export interface ServicesClientOptions {
  baseUrl: () => Promise<string>;
  fetch: typeof fetch;
}

/** ServicesQuery parameters; undefined and empty ones are left out. @public */
export type ServicesQuery = Record<string, string | number | undefined>;

/** The services plugin's HTTP API, parsed at the border. Errors are `ResponseError`. @public */
export class ServicesClient {
  readonly #options: ServicesClientOptions;

  constructor(options: ServicesClientOptions) {
    this.#options = options;
  }

  fleet(query: ServicesQuery, signal?: AbortSignal): Promise<FleetPage> {
    return this.#get('/v1/fleet', query, fleetPageSchema, signal);
  }

  service(
    service: { namespace: string; name: string },
    query: ServicesQuery,
    signal?: AbortSignal,
  ): Promise<ServiceDetail> {
    const path = `/v1/services/${encodeURIComponent(
      service.namespace,
    )}/${encodeURIComponent(service.name)}`;
    return this.#get(path, query, serviceDetailSchema, signal);
  }

  dataSets(query: ServicesQuery, signal?: AbortSignal): Promise<DataSetPage> {
    return this.#get('/v1/data-sets', query, dataSetPageSchema, signal);
  }

  async #get<T extends z.ZodType>(
    path: string,
    query: ServicesQuery,
    schema: T,
    signal?: AbortSignal,
  ): Promise<z.output<T>> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') {
        search.set(name, String(value));
      }
    }
    const url = `${await this.#options.baseUrl()}${path}?${search}`;
    const response = await this.#options.fetch(url, { signal });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return schema.parse(await response.json());
  }
}
