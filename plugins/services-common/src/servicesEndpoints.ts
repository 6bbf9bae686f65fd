import {
  choiceInput,
  get,
  limitInput,
  noParameters,
  scopeInput,
  serviceParams,
  textInput,
} from '@sextant/plugin-kit-common';
import { z } from 'zod';
import {
  dataSetPageSchema,
  FLEET_SORTS,
  fleetPageSchema,
  serviceDetailSchema,
} from './fleet';

const somewhere = scopeInput.pick({ environment: true, from: true, to: true });
const paging = z.object({
  q: textInput(200).optional(),
  limit: limitInput(50, 200),
  cursor: textInput(20).optional(),
});

/** How the fleet is filtered and sorted. @public */
export const fleetQuery = somewhere.extend({
  ...paging.shape,
  owner: textInput(200).optional(),
  system: textInput(200).optional(),
  lifecycle: textInput(100).optional(),
  attention: z
    .enum(['true', 'false'])
    .default('false')
    .transform(value => value === 'true'),
  sort: z.enum(FLEET_SORTS).default('worst'),
  /** Without it names rise, and figures fall. */
  order: choiceInput(['ascending', 'descending']),
});

/** All that the services plugin answers. @public */
export const servicesEndpoints = {
  fleet: get({
    path: '/v1/fleet',
    summary: 'A page of the fleet: services, totals and what needs attention',
    params: noParameters,
    query: fleetQuery,
    answer: fleetPageSchema,
  }),
  service: get({
    path: '/v1/services/{namespace}/{name}',
    summary: 'A registration joined with what runs: versions, data, contracts',
    params: serviceParams,
    query: somewhere,
    answer: serviceDetailSchema,
  }),
  dataSets: get({
    path: '/v1/data-sets',
    summary: 'Data sets, their system of record, copies and violations',
    params: noParameters,
    query: paging,
    answer: dataSetPageSchema,
  }),
};

/** @public */
export type ServicesEndpoints = typeof servicesEndpoints;
