import { ENTITY_NAME } from '@sextant/plugin-telemetry-common';
import { z } from 'zod';

/** An operation, as its schemas tell it. @public */
export interface DescribedOperation {
  summary: string;
  /** Of the query string. */
  query?: z.ZodObject;
  /** Of a body in JSON. */
  body?: z.ZodType;
  /** By HTTP status. */
  answers: Record<number, z.ZodType>;
  /** Of the answers; JSON where none is given. */
  contentType?: string;
  /** True where nobody has to sign in. */
  isOpen?: boolean;
}

/** A plugin's routes: path with `{parameters}`, method, operation. @public */
export type DescribedRoutes = Record<
  string,
  Partial<Record<'get' | 'post', DescribedOperation>>
>;

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

/** What stands in paths, as it is checked. */
const PATH_PARAMETERS = new Map<string, object>([
  ['namespace', { type: 'string', pattern: ENTITY_NAME.source }],
  ['traceId', { type: 'string', pattern: '^[0-9a-fA-F]{1,32}$' }],
]);

/**
 * An OpenAPI 3.1 document, made from the schemas that parse requests and answers.
 *
 * @public
 */
export function openApiDocument(options: {
  title: string;
  baseUrl: string;
  routes: DescribedRoutes;
}): object {
  return {
    openapi: '3.1.0',
    info: { title: options.title, version: '1' },
    servers: [{ url: options.baseUrl }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ token: [] }],
    paths: Object.fromEntries(
      Object.entries(options.routes).map(([path, methods]) => [
        path,
        {
          parameters: pathParameters(path),
          ...Object.fromEntries(
            Object.entries(methods).map(([method, operation]) => [
              method,
              operationOf(`${method} ${path}`, operation),
            ]),
          ),
        },
      ]),
    ),
  };
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: PATH_PARAMETERS.get(name) ?? { type: 'string', maxLength: 200 },
  }));
}

function operationOf(id: string, operation: DescribedOperation) {
  const { summary, query, body, answers, isOpen } = operation;
  const contentType = operation.contentType ?? 'application/json';
  return {
    operationId: id.replace(/\W+/g, '-').replace(/-$/, ''),
    summary,
    ...(isOpen ? { security: [] } : {}),
    parameters: Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: schemaOf(schema, 'input'),
    })),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: schemaOf(body, 'input') },
            },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [
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

function schemaOf(schema: unknown, io: 'input' | 'output') {
  const { $schema: _dialect, ...found } = z.toJSONSchema(
    schema instanceof z.ZodType ? schema : z.unknown(),
    { io, unrepresentable: 'any' },
  );
  return found;
}
