import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  DeploymentQuery,
  DeploymentRecord,
} from '@sextant/plugin-deployments-common';
import { Entity } from '@backstage/catalog-model';
import {
  TelemetryUpstream,
  telemetryUpstreamsExtensionPoint,
} from '@sextant/plugin-telemetry-node';
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

type Decision = AuthorizeResult.ALLOW | AuthorizeResult.DENY;

/** What a policy is asked. */
export interface Asked {
  permission: string;
  resourceRef?: string;
}

/** Permissions that answer as a policy would, request by request. */
function permissionsOf(policy: Decision | ((asked: Asked) => Decision)) {
  const decide = (asked: {
    permission: { name: string };
    resourceRef?: string;
  }) => ({
    result:
      typeof policy === 'function'
        ? policy({
            permission: asked.permission.name,
            resourceRef: asked.resourceRef,
          })
        : policy,
  });
  return createServiceFactory({
    service: coreServices.permissions,
    deps: {},
    factory: () => ({
      authorize: async requests => requests.map(decide),
      authorizeConditional: async requests => requests.map(decide),
    }),
  });
}

/** As the ledger filters. */
function isAskedFor(record: DeploymentRecord, query: DeploymentQuery) {
  return (
    (!query.service || query.service === record.service) &&
    (!query.environment || query.environment === record.environment) &&
    (!query.status || query.status === record.status) &&
    (!query.to || record.startedAt <= query.to)
  );
}

/** The telemetry plugin with the embedded store over a database, and a catalog that knows `pricing`. */
export async function startPortal(
  knex: Knex,
  options: {
    /** What a policy says; everything is allowed where none is given. */
    permission?: Decision | ((asked: Asked) => Decision);
    deployments?: DeploymentRecord[];
    /** Beside `pricing`. */
    entities?: Entity[];
    /** Upstreams of the test's own. */
    upstreams?: TelemetryUpstream[];
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
      permissionsOf(options.permission ?? AuthorizeResult.ALLOW),
      createBackendModule({
        pluginId: 'telemetry',
        moduleId: 'of-the-test',
        register(env) {
          env.registerInit({
            deps: { upstreams: telemetryUpstreamsExtensionPoint },
            async init({ upstreams }) {
              options.upstreams?.forEach(upstream =>
                upstreams.addUpstream(upstream),
              );
            },
          });
        },
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
          ...(options.entities ?? []),
        ],
      }),
      createServiceFactory({
        service: deploymentsServiceRef,
        deps: {},
        factory: () => ({
          list: async query => ({
            items: (options.deployments ?? []).filter(record =>
              isAskedFor(record, query),
            ),
          }),
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
