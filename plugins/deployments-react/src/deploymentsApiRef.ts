import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DeploymentsEndpoints } from '@sextant/plugin-deployments-common';
import type { EndpointClient } from '@sextant/plugin-kit-common';

/** The deployments plugin's HTTP API; absent where that plugin is not installed. @public */
export const deploymentsApiRef = createApiRef<
  EndpointClient<DeploymentsEndpoints>
>().with({
  id: 'plugin.deployments.client',
  pluginId: 'deployments',
});
