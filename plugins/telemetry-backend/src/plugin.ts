import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { deploymentsServiceRef } from '@sextant/plugin-deployments-node';
import { telemetryPermissions } from '@sextant/plugin-telemetry-common';
import { telemetrySourcesExtensionPoint } from '@sextant/plugin-telemetry-node';
import { createMetricsRouter } from './createMetricsRouter';
import { createRouter } from './createRouter';
import { DeploymentRung } from './services/DeploymentRung';
import { ServiceAccess } from './services/ServiceAccess';
import { ServiceDirectory } from './services/ServiceDirectory';
import { TelemetrySources } from './merge/TelemetrySources';

/** Telemetry by version over whichever sources are installed. @public */
export const telemetryPlugin = createBackendPlugin({
  pluginId: 'telemetry',
  register(env) {
    const sources = new TelemetrySources();
    env.registerExtensionPoint(telemetrySourcesExtensionPoint, sources);
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        cache: coreServices.cache,
        catalog: catalogServiceRef,
        deployments: deploymentsServiceRef,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootHttpRouter: coreServices.rootHttpRouter,
      },
      async init(deps) {
        deps.permissionsRegistry.addPermissions(telemetryPermissions);
        const baseUrl = await deps.discovery.getExternalBaseUrl('telemetry');
        deps.httpRouter.use(
          createRouter({
            sources,
            merged: sources.merged(deps.cache),
            directory: new ServiceDirectory(deps.catalog, deps.auth),
            access: new ServiceAccess(deps.permissions),
            rung: new DeploymentRung(deps.deployments, deps.auth, deps.logger),
            auth: deps.auth,
            httpAuth: deps.httpAuth,
            hint: { endpoint: `${baseUrl}/otlp` },
          }),
        );
        deps.rootHttpRouter.use('/metrics', createMetricsRouter());
        deps.httpRouter.addAuthPolicy({
          path: '/v1/health',
          allow: 'unauthenticated',
        });
      },
    });
  },
});
