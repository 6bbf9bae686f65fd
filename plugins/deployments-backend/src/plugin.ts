import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { deploymentPermissions } from '@sextant/plugin-deployments-common';
import { CursorSeal } from '@sextant/plugin-kit-node';
import { telemetryServiceRef } from '@sextant/plugin-telemetry-node';
import { DeploymentLedger } from './ledger/DeploymentLedger';
import { ReleaseDetector } from './ledger/ReleaseDetector';
import { createRouter } from './routes/createRouter';

/** The deployment ledger. @public */
export const deploymentsPlugin = createBackendPlugin({
  pluginId: 'deployments',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        telemetry: telemetryServiceRef,
      },
      async init({
        config,
        database,
        httpRouter,
        permissionsRegistry,
        scheduler,
        ...deps
      }) {
        const access =
          config.getOptionalString('deployments.ingest.access') ?? 'token';
        if (
          access !== 'token' &&
          !(access === 'open' && process.env.NODE_ENV !== 'production')
        ) {
          throw new InputError(
            `deployments.ingest.access: found "${access}", allowed token, and open outside production`,
          );
        }
        permissionsRegistry.addPermissions(deploymentPermissions);
        const ledger = await DeploymentLedger.create(database);
        httpRouter.use(
          createRouter({
            ledger,
            access,
            seal: CursorSeal.for(config, 'deployments'),
            ...deps,
          }),
        );
        if (access === 'open') {
          httpRouter.addAuthPolicy({
            path: '/v1/deployments',
            allow: 'unauthenticated',
          });
        }
        if (config.getOptionalBoolean('deployments.releases.enabled') ?? true) {
          const detector = new ReleaseDetector(
            ledger,
            deps.telemetry,
            deps.auth,
            deps.logger,
          );
          await scheduler.scheduleTask({
            id: 'detect-releases',
            frequency: { seconds: 15 },
            timeout: { seconds: 30 },
            initialDelay: { seconds: 20 },
            fn: signal => detector.look(signal),
          });
        }
      },
    });
  },
});
