import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  readUpstreamConfigs,
  telemetrySourcesExtensionPoint,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { JaegerClient } from './client/JaegerClient';
import { readJaegerConfig } from './config';
import { JaegerTraceSource } from './source/JaegerTraceSource';

/** Traces from every configured Jaeger. @public */
export const telemetryModuleJaeger = createBackendModule({
  pluginId: 'telemetry',
  moduleId: 'jaeger',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        sources: telemetrySourcesExtensionPoint,
      },
      async init({ config, lifecycle, logger, sources }) {
        for (const upstreamConfig of readUpstreamConfigs(
          config,
          'telemetry.jaeger',
          'Jaeger',
        )) {
          const upstream = new Upstream(upstreamConfig);
          const jaeger = readJaegerConfig(upstreamConfig);
          const client = new JaegerClient(upstream, jaeger.dialect);
          sources.addTraceSource(new JaegerTraceSource(client, jaeger));
          sources.addHealthCheck(upstream.label, async () => upstream.health());
          lifecycle.addStartupHook(async () => {
            // Known before the first reader comes; where it is down, the first question probes again.
            await client.dialect().catch(error => logger.warn(error.message));
          });
          lifecycle.addShutdownHook(() => upstream.close());
        }
      },
    });
  },
});
