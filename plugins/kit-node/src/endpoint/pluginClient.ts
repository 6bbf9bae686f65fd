import {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { EndpointClient, Endpoints } from '@sextant/plugin-kit-common';

/** Asks another plugin's backend, wherever it runs, on behalf of whoever asked. @public */
export function pluginClient<T extends Endpoints>(
  endpoints: T,
  options: {
    pluginId: string;
    auth: AuthService;
    discovery: DiscoveryService;
  },
): (credentials: BackstageCredentials) => EndpointClient<T> {
  const { pluginId, auth, discovery } = options;
  return credentials =>
    new EndpointClient(endpoints, {
      pluginId,
      baseUrl: () => discovery.getBaseUrl(pluginId),
      fetch,
      headers: async () => {
        const { token } = await auth.getPluginRequestToken({
          onBehalfOf: credentials,
          targetPluginId: pluginId,
        });
        return { authorization: `Bearer ${token}` };
      },
    });
}
