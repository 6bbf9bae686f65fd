import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  readUpstreamConfigs,
  telemetrySourcesExtensionPoint,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { LokiClient } from './client/LokiClient';
import { readLokiConfig } from './config';
import { LokiLogSource } from './source/LokiLogSource';

/** Log lines from every configured Loki. @public */
export const telemetryModuleLoki = createBackendModule({
  pluginId: 'telemetry',
  moduleId: 'loki',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        sources: telemetrySourcesExtensionPoint,
      },
      async init({ config, lifecycle, sources }) {
        for (const upstreamConfig of readUpstreamConfigs(
          config,
          'telemetry.loki',
          'Loki',
        )) {
          const upstream = new Upstream(upstreamConfig);
          sources.addLogSource(
            new LokiLogSource(
              new LokiClient(upstream),
              readLokiConfig(upstreamConfig),
            ),
          );
          sources.addHealthCheck(upstream.label, async () => upstream.health());
          lifecycle.addShutdownHook(() => upstream.close());
        }
      },
    });
  },
});
