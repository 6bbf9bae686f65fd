import { ResponseError } from '@backstage/errors';
import {
  DeploymentInput,
  DeploymentPage,
  deploymentPageSchema,
  DeploymentQuery,
  DeploymentRecord,
  deploymentRecordSchema,
} from './deploymentRecord';

/** How the client reaches the deployments plugin. @public */
export interface DeploymentsClientOptions {
  baseUrl: () => Promise<string>;
  fetch: typeof fetch;
  headers?: () => Promise<Record<string, string>>;
}

/** The deployments plugin's HTTP API, parsed at the border. Errors are `ResponseError`. @public */
export class DeploymentsClient {
  readonly #options: DeploymentsClientOptions;

  constructor(options: DeploymentsClientOptions) {
    this.#options = options;
  }

  /** A page of the ledger, newest first. */
  async list(
    query: DeploymentQuery,
    signal?: AbortSignal,
  ): Promise<DeploymentPage> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') {
        search.set(name, String(value));
      }
    }
    const response = await this.#send(`/v1/deployments?${search}`, { signal });
    return deploymentPageSchema.parse(await response.json());
  }

  async get(id: string, signal?: AbortSignal): Promise<DeploymentRecord> {
    const response = await this.#send(
      `/v1/deployments/${encodeURIComponent(id)}`,
      { signal },
    );
    return deploymentRecordSchema.parse(await response.json());
  }

  /** The newest record of every service; for other backend plugins only. */
  async latest(
    environment?: string,
    signal?: AbortSignal,
  ): Promise<DeploymentRecord[]> {
    const search = new URLSearchParams(environment ? { environment } : {});
    const response = await this.#send(`/v1/latest?${search}`, { signal });
    return deploymentPageSchema.parse(await response.json()).items;
  }

  /** Records a change; the same `id` again changes nothing. */
  async record(input: DeploymentInput): Promise<DeploymentRecord> {
    const response = await this.#send('/v1/deployments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    return deploymentRecordSchema.parse(await response.json());
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const url = `${await this.#options.baseUrl()}${path}`;
    const response = await this.#options.fetch(url, {
      ...init,
      headers: { ...init.headers, ...(await this.#options.headers?.()) },
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
