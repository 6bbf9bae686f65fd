import { createApiRef } from '@backstage/frontend-plugin-api';
import type { EndpointClient } from '@sextant/plugin-kit-common';
import type { TelemetryEndpoints } from '@sextant/plugin-telemetry-common';

/** The telemetry plugin's HTTP API. @public */
export const telemetryApiRef = createApiRef<
  EndpointClient<TelemetryEndpoints>
>().with({
  id: 'plugin.telemetry.client',
  pluginId: 'telemetry',
});
