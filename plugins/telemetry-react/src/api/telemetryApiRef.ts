import { createApiRef } from '@backstage/frontend-plugin-api';
import type { TelemetryClient } from '@sextant/plugin-telemetry-common';

/** The telemetry plugin's HTTP API. @public */
export const telemetryApiRef = createApiRef<TelemetryClient>().with({
  id: 'plugin.telemetry.client',
  pluginId: 'telemetry',
});
