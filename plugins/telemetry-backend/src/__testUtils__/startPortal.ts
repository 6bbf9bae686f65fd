import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import { deploymentsServiceRef } from '@sextant/plugin-deployments-node';
import telemetryModuleEmbedded from '@sextant/plugin-telemetry-backend-module-embedded';
import telemetryModuleJaeger from '@sextant/plugin-telemetry-backend-module-jaeger';
import telemetryModuleLoki from '@sextant/plugin-telemetry-backend-module-loki';
import telemetryModulePrometheus from '@sextant/plugin-telemetry-backend-module-prometheus';
import { Knex } from 'knex';
import { Server } from 'node:http';
import request from 'supertest';
import { telemetryPlugin } from '../plugin';

/** Where the panels of the one registered service are. */
export const PRICING = '/api/telemetry/v1/services/default/pricing';

/** Sends an export request as JSON. */
export const send = (server: Server, signal: string, body: object) =>
  request(server).post(`/api/telemetry/otlp/v1/${signal}`).send(body);

/** The telemetry plugin with the embedded store over a database, and a catalog that knows `pricing`. */
export async function startPortal(
  knex: Knex,
  options: {
    permission?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
    deployments?: DeploymentRecord[];
    access?: 'open' | 'token';
    /** What stands under `telemetry` beside the embedded store. */
    telemetry?: Record<string, unknown>;
  } = {},
) {
  const { server } = await startTestBackend({
    features: [
      telemetryPlugin,
      telemetryModuleEmbedded,
      telemetryModuleJaeger,
      telemetryModuleLoki,
      telemetryModulePrometheus,
      mockServices.rootConfig.factory({
        data: {
          telemetry: {
            ...JSON.parse(JSON.stringify(options.telemetry ?? {})),
            embedded: {
              ingest: { access: options.access ?? 'open', maxBody: '2MB' },
            },
          },
        },
      }),
      mockServices.database.factory({ knex }),
      mockServices.permissions.factory({
        result: options.permission ?? AuthorizeResult.ALLOW,
      }),
      mockServices.scheduler.factory({ skipTaskRunOnStartup: true }),
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name: 'pricing', namespace: 'default' },
            spec: { type: 'service' },
          },
        ],
      }),
      createServiceFactory({
        service: deploymentsServiceRef,
        deps: {},
        factory: () => ({
          list: async () => ({ items: options.deployments ?? [] }),
          latest: async () => [],
          record: async () => {
            throw new Error('not recorded here');
          },
        }),
      }),
    ],
  });
  return server;
}
