import { Endpoint, Endpoints } from '@sextant/plugin-kit-common';
import { z } from 'zod';

const FAILURE = {
  description: 'An error of Backstage; error.name tells its kind',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: {
          error: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              message: { type: 'string' },
            },
            required: ['name', 'message'],
          },
        },
        required: ['error'],
      },
    },
  },
};

/** The OpenAPI 3.1 document of a plugin's declared questions. @public */
export function openApiDocument(options: {
  title: string;
  baseUrl: string;
  endpoints: Endpoints;
}): object {
  const paths = new Map<string, Record<string, object>>();
  for (const endpoint of Object.values(options.endpoints)) {
    const found = paths.get(endpoint.path) ?? {
      parameters: parametersIn('path', endpoint.params),
    };
    paths.set(endpoint.path, {
      ...found,
      [endpoint.method]: operationOf(endpoint),
    });
  }
  return {
    openapi: '3.1.0',
    info: { title: options.title, version: '1' },
    servers: [{ url: options.baseUrl }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
  };
}

function operationOf(endpoint: Endpoint) {
  const { summary, body, answer, statuses = [200], isOpen } = endpoint;
  const contentType = endpoint.contentType ?? 'application/json';
  return {
    operationId: `${endpoint.method} ${endpoint.path}`
      .replace(/\W+/g, '-')
      .replace(/-$/, ''),
    summary,
    ...(isOpen ? { security: [] } : {}),
    parameters: parametersIn('query', endpoint.query),
    ...(body instanceof z.ZodUndefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: schemaOf(body, 'input') },
            },
          },
        }),
    responses: {
      ...Object.fromEntries(
        statuses.map(status => [
          status,
          {
            description: summary,
            content: { [contentType]: { schema: schemaOf(answer, 'output') } },
          },
        ]),
      ),
      default: FAILURE,
    },
  };
}

function parametersIn(place: 'path' | 'query', { shape }: z.ZodObject) {
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: schemaOf(schema, 'input'),
  }));
}

function schemaOf(schema: unknown, io: 'input' | 'output') {
  const { $schema: _dialect, ...found } = z.toJSONSchema(
    schema instanceof z.ZodType ? schema : z.unknown(),
    { io, unrepresentable: 'any' },
  );
  return found;
}
