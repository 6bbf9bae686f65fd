import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ownsRestrictedData } from './ownsRestrictedData';

/** Teaches the catalog the rules of the portal's policy. */
export const catalogRulesModule = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'access-rules',
  register(env) {
    env.registerInit({
      deps: { permissionsRegistry: coreServices.permissionsRegistry },
      async init({ permissionsRegistry }) {
        permissionsRegistry.addPermissionRules([ownsRestrictedData]);
      },
    });
  },
});

export default catalogRulesModule;
