import {
  choiceInput,
  EndpointInput,
  filterInput,
  get,
  limitInput,
  noParameters,
  post,
} from '@sextant/plugin-kit-common';
import { z } from 'zod';
import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATUSES,
  deploymentInputSchema,
  deploymentPageSchema,
  deploymentRecordSchema,
} from './deploymentRecord';
import { readServiceRef } from './serviceRef';

const listQuery = z.object({
  service: filterInput(200).refine(
    value => value === undefined || readServiceRef(value) !== undefined,
    'allowed a name, namespace/name or component:namespace/name',
  ),
  environment: filterInput(100),
  version: filterInput(200),
  kind: choiceInput(DEPLOYMENT_KINDS),
  status: choiceInput(DEPLOYMENT_STATUSES),
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  limit: limitInput(50, 500),
  cursor: z.string().max(1_000).optional(),
});

/** All that the deployments plugin answers. @public */
export const deploymentsEndpoints = {
  list: get({
    path: '/v1/deployments',
    summary: 'The ledger, newest first',
    params: noParameters,
    query: listQuery,
    answer: deploymentPageSchema,
  }),
  record: post({
    path: '/v1/deployments',
    summary:
      'Record a change: 201 when it is new, 200 when it is known; the same id or Idempotency-Key again changes nothing',
    params: noParameters,
    query: noParameters,
    body: deploymentInputSchema,
    answer: deploymentRecordSchema,
    statuses: [200, 201],
  }),
  one: get({
    path: '/v1/deployments/{id}',
    summary: 'One record',
    params: z.object({ id: z.string() }),
    query: noParameters,
    answer: deploymentRecordSchema,
  }),
  latest: get({
    path: '/v1/latest',
    summary: 'The newest record of every service, for backend plugins',
    params: noParameters,
    query: listQuery.pick({ environment: true }),
    answer: deploymentPageSchema.pick({ items: true }),
  }),
};

/** @public */
export type DeploymentsEndpoints = typeof deploymentsEndpoints;
/** What the ledger is asked by. @public */
export type DeploymentQuery = EndpointInput<DeploymentsEndpoints['list']>;
