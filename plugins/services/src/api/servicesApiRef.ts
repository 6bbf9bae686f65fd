import { createApiRef } from '@backstage/frontend-plugin-api';
import type { EndpointClient } from '@sextant/plugin-kit-common';
import type { ServicesEndpoints } from '@sextant/plugin-services-common';

/** The services plugin's HTTP API. @public */
export const servicesApiRef = createApiRef<
  EndpointClient<ServicesEndpoints>
>().with({
  id: 'plugin.services.client',
  pluginId: 'services',
});
