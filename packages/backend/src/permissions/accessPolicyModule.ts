import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { OwnedSystems } from './OwnedSystems';
import { OwnersPolicy } from './OwnersPolicy';
import { readAccessConfig } from './readAccessConfig';

/** The policy that `access.policy` names. */
export const accessPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'access-policy',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
        userInfo: coreServices.userInfo,
      },
      async init({ auth, catalog, config, policy, userInfo }) {
        const access = readAccessConfig(config);
        policy.setPolicy(
          access.policy === 'open'
            ? { handle: async () => ({ result: AuthorizeResult.ALLOW }) }
            : new OwnersPolicy(
                userInfo,
                new OwnedSystems(catalog, auth),
                access,
              ),
        );
      },
    });
  },
});

export default accessPolicyModule;
