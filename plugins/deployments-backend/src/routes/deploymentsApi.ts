import {
  deploymentInputSchema,
  deploymentPageSchema,
  deploymentRecordSchema,
} from '@sextant/plugin-deployments-common';
import { openApiDocument } from '@sextant/plugin-telemetry-node';
import { listQuery } from './listQuery';

/** What the plugin's routes take and answer. */
export function deploymentsApi(): object {
  return openApiDocument({
    title: 'Sextant deployments',
    baseUrl: '/api/deployments',
    routes: {
      '/v1/deployments': {
        get: {
          summary: 'The ledger, newest first',
          query: listQuery,
          answers: { 200: deploymentPageSchema },
        },
        post: {
          summary:
            'Record a change: 201 when it is new, 200 when it is known; the same id or Idempotency-Key again changes nothing',
          body: deploymentInputSchema,
          answers: { 200: deploymentRecordSchema, 201: deploymentRecordSchema },
        },
      },
      '/v1/deployments/{id}': {
        get: {
          summary: 'One record',
          answers: { 200: deploymentRecordSchema },
        },
      },
      '/v1/latest': {
        get: {
          summary: 'The newest record of every service, for backend plugins',
          query: listQuery.pick({ environment: true }),
          answers: { 200: deploymentPageSchema.pick({ items: true }) },
        },
      },
    },
  });
}
