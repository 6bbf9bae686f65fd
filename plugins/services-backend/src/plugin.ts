import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { deploymentsServiceRef } from '@sextant/plugin-deployments-node';
import { telemetryServiceRef } from '@sextant/plugin-telemetry-node';
import { FleetSnapshots } from './fleet/FleetSnapshots';
import { Visibility } from './fleet/Visibility';
import { CatalogServices } from './registration/CatalogServices';
import { createRouter } from './routes/createRouter';

/** Who and what: the fleet, registrations joined with what runs, data sets. @public */
export const servicesPlugin = createBackendPlugin({
  pluginId: 'services',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        deployments: deploymentsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        telemetry: telemetryServiceRef,
      },
      async init({
        auth,
        catalog,
        deployments,
        httpAuth,
        httpRouter,
        logger,
        ...deps
      }) {
        const services = new CatalogServices(catalog, auth);
        httpRouter.use(
          createRouter({
            services,
            httpAuth,
            telemetry: deps.telemetry,
            visibility: new Visibility(
              deps.permissions,
              catalog,
              auth,
              async () =>
                (await services.all()).map(({ entityRef }) => entityRef),
            ),
            snapshots: new FleetSnapshots(
              services,
              deps.telemetry,
              deployments,
              auth,
              logger,
            ),
          }),
        );
      },
    });
  },
});
