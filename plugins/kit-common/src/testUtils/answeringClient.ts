import { Endpoint, EndpointAnswer, Endpoints } from '../endpoint/Endpoint';
import { EndpointClient } from '../endpoint/EndpointClient';
import { parseInput } from '../parseInput';

/** What a question was asked with, parsed as the real plugin parses it. @public */
export type Asked = Record<string, unknown>;

/** @public */
export type Awaitable<T> = T | Promise<T>;

/** Answers of a plugin by question; a `Response` is sent as it is. @public */
export type StandInAnswers<T extends Endpoints> = {
  [K in keyof T]?: (asked: Asked) => Awaitable<EndpointAnswer<T[K]> | Response>;
};

/**
 * The client of a plugin that answers from memory: what is asked goes through address, query string and
 * JSON, and is parsed at both ends, as over HTTP. What has no answer is 404.
 *
 * @public
 */
export function answeringClient<T extends Endpoints>(
  endpoints: T,
  answers: StandInAnswers<T>,
): EndpointClient<T> {
  return new EndpointClient(endpoints, {
    pluginId: 'stand-in',
    baseUrl: async () => 'http://stand-in',
    fetch: async (input, init) => {
      const url = new URL(String(input));
      for (const [name, endpoint] of Object.entries(endpoints)) {
        const asked = askedOf(endpoint, init?.method ?? 'GET', url, init?.body);
        const answer = answers[name];
        if (asked && answer) {
          const found: unknown = await answer(asked);
          return found instanceof Response ? found : json(found);
        }
      }
      return refusal(404, 'NotFoundError', `Nothing answers ${url.pathname}`);
    },
  });
}

/** An error as Backstage's backends send it. @public */
export function refusal(
  statusCode: number,
  name: string,
  message: string,
): Response {
  return json(
    { error: { name, message }, response: { statusCode } },
    statusCode,
  );
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

function askedOf(
  endpoint: Endpoint,
  method: string,
  url: URL,
  body: unknown,
): Asked | undefined {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(
    ([, name]) => name,
  );
  const pattern = new RegExp(
    `^${endpoint.path.replace(/\{\w+\}/g, '([^/]+)')}$`,
  );
  const found = pattern.exec(url.pathname);
  if (!found || method.toLocaleLowerCase('en-US') !== endpoint.method) {
    return undefined;
  }
  const params = Object.fromEntries(
    names.map((name, index) => [name, decodeURIComponent(found[index + 1])]),
  );
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map(name => {
      const all = url.searchParams.getAll(name);
      return [name, all.length > 1 ? all : all[0]];
    }),
  );
  return {
    ...parseInput(endpoint.params, params),
    ...parseInput(endpoint.query, query),
    ...(typeof body === 'string' ? { body: JSON.parse(body) } : {}),
  };
}
