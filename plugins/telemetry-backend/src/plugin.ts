import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { deploymentsServiceRef } from '@sextant/plugin-deployments-node';
import { telemetryPermissions } from '@sextant/plugin-telemetry-common';
import { CursorSeal } from '@sextant/plugin-kit-node';
import { telemetryUpstreamsExtensionPoint } from '@sextant/plugin-telemetry-node';
import { Readable } from './access/Readable';
import { ServiceDirectory } from './access/ServiceDirectory';
import { Upstreams } from './asking/Upstreams';
import { createMetricsRouter } from './createMetricsRouter';
import { createRouter } from './createRouter';
import { LedgerNames } from './naming/LedgerNames';
import { Alerts } from './questions/Alerts';
import { Calls } from './questions/Calls';
import { Counts } from './questions/Counts';
import { LogLines } from './questions/LogLines';
import { LogTails } from './questions/LogTails';
import { Operations } from './questions/Operations';
import { Presence } from './questions/Presence';
import { RequestFigures } from './questions/RequestFigures';
import { RequestLists } from './questions/RequestLists';
import { Traces } from './questions/Traces';

/** Telemetry by version over whichever upstreams are installed. @public */
export const telemetryPlugin = createBackendPlugin({
  pluginId: 'telemetry',
  register(env) {
    const upstreams = new Upstreams();
    env.registerExtensionPoint(telemetryUpstreamsExtensionPoint, upstreams);
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        deployments: deploymentsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootHttpRouter: coreServices.rootHttpRouter,
      },
      async init({ auth, permissions, httpAuth, ...deps }) {
        deps.permissionsRegistry.addPermissions(telemetryPermissions);
        const ledger = new LedgerNames(deps.deployments, auth, deps.logger);
        const directory = new ServiceDirectory(
          deps.catalog,
          auth,
          () => upstreams.annotations,
        );
        const alerts = new Alerts(upstreams);
        const counts = new Counts(upstreams);
        const traces = new Traces(upstreams);
        const asked = {
          figures: new RequestFigures(upstreams, ledger, alerts, counts),
          lists: new RequestLists(upstreams, ledger),
          lines: new LogLines(upstreams, ledger),
        };
        deps.httpRouter.use(
          createRouter({
            upstreams,
            directory,
            permissions,
            httpAuth,
            alerts,
            ...asked,
            presence: new Presence(asked),
            operations: new Operations(counts, ledger),
            calls: new Calls(traces, directory),
            traces,
            tails: new LogTails(upstreams, ledger),
            readable: new Readable(directory, permissions),
            seal: CursorSeal.for(deps.config, 'telemetry'),
            now: Date.now,
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
