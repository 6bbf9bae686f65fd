import {
  dataSetPageSchema,
  fleetPageSchema,
  serviceDetailSchema,
} from '@sextant/plugin-services-common';
import { openApiDocument } from '@sextant/plugin-telemetry-node';
import { dataSetsQuery, fleetQuery, serviceQuery } from './querySchemas';

/** What the plugin's routes take and answer. */
export function servicesApi(): object {
  return openApiDocument({
    title: 'Sextant services',
    baseUrl: '/api/services',
    routes: {
      '/v1/fleet': {
        get: {
          summary: 'A page of the fleet',
          query: fleetQuery,
          answers: { 200: fleetPageSchema },
        },
      },
      '/v1/services/{namespace}/{name}': {
        get: {
          summary: 'One service',
          query: serviceQuery,
          answers: { 200: serviceDetailSchema },
        },
      },
      '/v1/data-sets': {
        get: {
          summary: 'Data sets and their owners',
          query: dataSetsQuery,
          answers: { 200: dataSetPageSchema },
        },
      },
    },
  });
}
