import { createBackendModule } from '@backstage/backend-plugin-api';
import { CatalogModelSources } from '@backstage/catalog-model/alpha';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { servicesModelLayer } from './servicesModelLayer';
import { ServiceRegistrationProcessor } from './ServiceRegistrationProcessor';

/** Teaches the catalog versions, data ownership and contracts of services. @public */
export const catalogModuleServices = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'services',
  register(env) {
    env.registerInit({
      deps: {
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ model, processing }) {
        model.addModelSource(CatalogModelSources.static([servicesModelLayer]));
        processing.addProcessor(new ServiceRegistrationProcessor());
      },
    });
  },
});
