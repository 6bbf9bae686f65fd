import {
  deploymentInputSchema,
  deploymentPageSchema,
  deploymentRecordSchema,
} from '@sextant/plugin-deployments-common';
import { z } from 'zod';
import { listQuery } from './listQuery';

/** The plugin's OpenAPI 3.1 document, made from the schemas that parse its requests and answers. */
export function openApiDocument(): object {
  const json = (schema: z.ZodType, io: 'input' | 'output' = 'output') => ({
    'application/json': {
      schema: z.toJSONSchema(schema, { io, unrepresentable: 'any' }),
    },
  });
  const failure = { description: 'Backstage error; error.name tells its kind' };
  return {
    openapi: '3.1.0',
    info: { title: 'Sextant deployments', version: '1' },
    servers: [{ url: '/api/deployments' }],
    paths: {
      '/v1/deployments': {
        get: {
          summary: 'The ledger, newest first',
          parameters: Object.entries(listQuery.shape).map(([name, schema]) => ({
            name,
            in: 'query',
            schema: z.toJSONSchema(schema, {
              io: 'input',
              unrepresentable: 'any',
            }),
          })),
          responses: {
            200: { description: 'A page', content: json(deploymentPageSchema) },
            default: failure,
          },
        },
        post: {
          summary:
            'Record a change; the same id or Idempotency-Key again changes nothing',
          requestBody: {
            required: true,
            content: json(deploymentInputSchema, 'input'),
          },
          responses: {
            201: {
              description: 'Recorded',
              content: json(deploymentRecordSchema),
            },
            200: {
              description: 'Known already',
              content: json(deploymentRecordSchema),
            },
            default: failure,
          },
        },
      },
      '/v1/deployments/{id}': {
        get: {
          summary: 'One record',
          parameters: [
            {
              name: 'id',
              in: 'path',
              required: true,
              schema: { type: 'string' },
            },
          ],
          responses: {
            200: {
              description: 'The record',
              content: json(deploymentRecordSchema),
            },
            default: failure,
          },
        },
      },
    },
  };
}
