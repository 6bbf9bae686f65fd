import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DeploymentsClient } from '@sextant/plugin-deployments-common';

/** The deployments plugin's HTTP API; absent where that plugin is not installed. @public */
export const deploymentsApiRef = createApiRef<DeploymentsClient>().with({
  id: 'plugin.deployments.client',
  pluginId: 'deployments',
});
