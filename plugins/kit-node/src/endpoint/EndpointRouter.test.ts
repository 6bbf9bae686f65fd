import { mockServices } from '@backstage/backend-test-utils';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  contentInput,
  EndpointClient,
  get,
  limitInput,
  listInput,
  joinList,
  noParameters,
  post,
  serviceParams,
} from '@sextant/plugin-kit-common';
import express from 'express';
import fc from 'fast-check';
import { createServer, Server } from 'node:http';
import { z } from 'zod';
import { EndpointRouter } from './EndpointRouter';

const endpoints = {
  echo: get({
    path: '/v1/services/{namespace}/{name}/echo',
    summary: 'What was asked',
    params: serviceParams,
    query: z.object({
      text: contentInput(100).optional(),
      versions: listInput(2_000),
      limit: limitInput(50, 500),
    }),
    answer: z.unknown(),
  }),
  store: post({
    path: '/v1/things',
    summary: 'Store a thing',
    params: noParameters,
    query: noParameters,
    body: z.object({ name: z.string().min(1) }),
    answer: z.object({ name: z.string(), isNew: z.boolean() }),
    statuses: [200, 201],
  }),
};

const document = { title: 'Test', baseUrl: '/api/test' };

describe('EndpointRouter', () => {
  let server: Server;
  let client: EndpointClient<typeof endpoints>;
  let url: string;

  beforeAll(async () => {
    const routes = new EndpointRouter(endpoints, document)
      .on('echo', async ({ params, query }) => ({ ...params, ...query }))
      .on('store', async ({ body, response }) => {
        response.status(201);
        return { name: body.name, isNew: true };
      })
      .routes();
    const errors = MiddlewareFactory.create({
      config: mockServices.rootConfig(),
      logger: mockServices.rootLogger({ level: 'none' }),
    });
    server = createServer(express().use(routes).use(errors.error()));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${
      typeof address === 'object' && address ? address.port : 0
    }`;
    client = new EndpointClient(endpoints, {
      pluginId: 'test',
      fetch,
      baseUrl: async () => url,
    });
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  it('hears what the client was asked with, whatever characters it holds', async () => {
    const name = fc
      .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
      .filter(
        text => !/\p{Cc}|\p{Cs}/u.test(text) && text !== '.' && text !== '..',
      );
    const version = fc
      .string({ minLength: 1, maxLength: 20 })
      .filter(text => text.trim() === text && text !== '');
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.array(version, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 500 }),
        async (service, versions, limit) => {
          expect(
            await client.ask('echo', {
              namespace: 'default',
              name: service,
              text: service,
              versions: joinList(versions),
              limit,
            }),
          ).toEqual({
            namespace: 'default',
            name: service,
            text: service,
            versions,
            limit,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves out what is undefined or empty, and repeats a list', async () => {
    const key = { namespace: 'default', name: 'pricing' };
    expect(
      await client.ask('echo', { ...key, text: '', versions: undefined }),
    ).toEqual({ ...key, limit: 50 });
    expect(
      await client.ask('echo', { ...key, versions: ['1.0.0', '2.0.0'] }),
    ).toMatchObject({ versions: ['1.0.0', '2.0.0'] });
  });

  it.each([
    [{ name: 'pricing', limit: 0 }, 'limit: found "0", allowed at least 1'],
    [
      { name: 'pricing', namespace: 'a b' },
      'namespace: found "a b", allowed 1 to 63 letters, digits and - _ .',
    ],
  ])(
    'refuses %j, with what was found and what is allowed',
    async (asked, why) => {
      await expect(
        client.ask('echo', { namespace: 'default', ...asked }),
      ).rejects.toMatchObject({
        statusCode: 400,
        body: {
          error: { name: 'InputError', message: expect.stringContaining(why) },
        },
      });
    },
  );

  it('takes JSON bodies, and says of others what they are', async () => {
    expect(await client.ask('store', { body: { name: 'a' } })).toEqual({
      name: 'a',
      isNew: true,
    });
    const send = (body: string, type: string) =>
      fetch(`${url}/v1/things`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
    expect((await send('{"name":"a"}', 'application/json')).status).toBe(201);
    expect((await send('{"name":""}', 'application/json')).status).toBe(400);
    expect((await send('{"name"', 'application/json')).status).toBe(400);
    expect((await send('name=a', 'text/plain')).status).toBe(415);
  });

  it('does not start with a question that nobody answers', () => {
    expect(() =>
      new EndpointRouter(endpoints, document)
        .on('echo', async () => undefined)
        .routes(),
    ).toThrow('Declared and not answered: store');
  });

  it('describes every question in its document', async () => {
    const read = await (await fetch(`${url}/openapi.json`)).json();
    expect(Object.keys(read.paths)).toEqual([
      '/v1/services/{namespace}/{name}/echo',
      '/v1/things',
    ]);
    expect(read.paths['/v1/things'].post.responses).toMatchObject({
      200: {},
      201: {},
      default: {},
    });
  });
});
