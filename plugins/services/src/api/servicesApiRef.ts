import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ServicesClient } from '@sextant/plugin-services-common';

/** The services plugin's HTTP API. @public */
export const servicesApiRef = createApiRef<ServicesClient>().with({
  id: 'plugin.services.client',
  pluginId: 'services',
});
