import { ResponseError } from '@backstage/errors';
import { Endpoint, EndpointAnswer, EndpointInput, Endpoints } from './Endpoint';

/** How a client reaches a plugin. @public */
export interface EndpointClientOptions {
  pluginId: string;
  fetch: typeof fetch;
  /** Base URL of the plugin; `plugin://<id>` where none is given, as the portal's fetch API knows it. */
  baseUrl?: () => Promise<string>;
  headers?: () => Promise<Record<string, string>>;
}

/** What may be said beside a question. @public */
export interface AskOptions {
  signal?: AbortSignal;
  /** Media type that is wanted. */
  accept?: string;
}

/** A question that can be put more than once, and what its answers are remembered by. @public */
export interface Question<A> {
  /** Equal for equal questions; to be compared by value. */
  key: readonly unknown[];
  ask: (signal: AbortSignal) => Promise<A>;
}

/** Asks the declared questions of a plugin; answers are parsed at the border. @public */
export class EndpointClient<T extends Endpoints> {
  readonly #endpoints: T;
  readonly #options: EndpointClientOptions;

  constructor(endpoints: T, options: EndpointClientOptions) {
    this.#endpoints = endpoints;
    this.#options = options;
  }

  /** @throws `ResponseError` for what is refused or failed, `ZodError` for an answer of another shape. */
  async ask<K extends keyof T>(
    name: K,
    input: EndpointInput<T[K]>,
    options?: AskOptions,
  ): Promise<EndpointAnswer<T[K]>> {
    const response = await this.open(name, input, options);
    const answer: T[K]['answer'] = this.#endpoints[name].answer;
    return answer.parse(await response.json());
  }

  /** A question as a cache asks it. */
  question<K extends keyof T>(
    name: K,
    input: EndpointInput<T[K]>,
  ): Question<EndpointAnswer<T[K]>> {
    return {
      key: [this.#options.pluginId, name, input],
      ask: signal => this.ask(name, input, { signal }),
    };
  }

  /** The open response, for answers that are read while they arrive. @throws `ResponseError` */
  async open<K extends keyof T>(
    name: K,
    input: EndpointInput<T[K]>,
    options: AskOptions = {},
  ): Promise<Response> {
    const endpoint: Endpoint = this.#endpoints[name];
    const { path, body } = addressOf(endpoint, input);
    const { pluginId, baseUrl = async () => `plugin://${pluginId}` } =
      this.#options;
    const response = await this.#options.fetch(`${await baseUrl()}${path}`, {
      method: endpoint.method.toLocaleUpperCase('en-US'),
      signal: options.signal,
      headers: {
        accept: options.accept ?? endpoint.contentType ?? 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(await this.#options.headers?.()),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

/** A question's path with its query, and its body. Undefined and empty parameters are left out. */
function addressOf(endpoint: Endpoint, input: unknown) {
  let path = endpoint.path;
  let body: unknown;
  const search = new URLSearchParams();
  const given: Array<[string, unknown]> = Object.entries(input ?? {});
  for (const [name, value] of given) {
    if (name === 'body') {
      body = value;
    } else if (name in endpoint.params.shape) {
      path = path.replace(`{${name}}`, encodeURIComponent(String(value)));
    } else {
      const all: unknown[] = Array.isArray(value) ? value : [value];
      for (const one of all) {
        if (one !== undefined && one !== '') {
          search.append(name, String(one));
        }
      }
    }
  }
  return { path: search.size > 0 ? `${path}?${search}` : path, body };
}
