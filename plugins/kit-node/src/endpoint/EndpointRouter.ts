import {
  Endpoint,
  EndpointAnswer,
  Endpoints,
  parseInput,
} from '@sextant/plugin-kit-common';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { jsonBody } from './jsonBody';
import { openApiDocument } from './openApiDocument';

/** A question as it arrived, parsed. @public */
export interface EndpointCall<E extends Endpoint> {
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
  request: express.Request;
  response: express.Response;
}

/** Answers a question; undefined where it has written the response itself. @public */
export type EndpointHandler<E extends Endpoint> = (
  call: EndpointCall<E>,
) => Promise<EndpointAnswer<E> | undefined>;

/**
 * Makes routes of a plugin's declared questions, and serves their OpenAPI document. What does not parse is
 * refused before anybody is asked.
 *
 * @public
 */
export class EndpointRouter<T extends Endpoints> {
  readonly #router = Router();
  readonly #endpoints: T;
  readonly #answered = new Set<keyof T>();

  constructor(endpoints: T, document: { title: string; baseUrl: string }) {
    this.#endpoints = endpoints;
    const openApi = openApiDocument({ ...document, endpoints });
    this.#router.get('/openapi.json', (_request, response) => {
      response.json(openApi);
    });
  }

  /** Says who answers a question. */
  on<K extends keyof T>(name: K, answer: EndpointHandler<T[K]>): this {
    const endpoint: T[K] = this.#endpoints[name];
    const params: T[K]['params'] = endpoint.params;
    const query: T[K]['query'] = endpoint.query;
    const body: T[K]['body'] = endpoint.body;
    this.#answered.add(name);
    this.#router[endpoint.method](
      endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
      ...(endpoint.body instanceof z.ZodUndefined ? [] : [jsonBody]),
      async (request, response) => {
        const found = await answer({
          params: parseInput(params, request.params),
          query: parseInput(query, request.query),
          body: parseInput(body, request.body),
          request,
          response,
        });
        if (found !== undefined) {
          response.json(found);
        }
      },
    );
    return this;
  }

  /** All routes. @throws Where a question was declared that nobody answers. */
  routes(): express.Router {
    const open = Object.keys(this.#endpoints).filter(
      name => !this.#answered.has(name),
    );
    if (open.length > 0) {
      throw new Error(`Declared and not answered: ${open.join(', ')}`);
    }
    return this.#router;
  }
}
