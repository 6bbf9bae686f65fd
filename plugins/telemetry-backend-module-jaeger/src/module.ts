import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  readUpstreamConfigs,
  telemetryUpstreamsExtensionPoint,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { readJaegerConfig } from './config';
import { JaegerUpstream } from './JaegerUpstream';

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
        upstreams: telemetryUpstreamsExtensionPoint,
      },
      async init({ config, lifecycle, logger, upstreams }) {
        upstreams.addRemedy('traces', {
          where: 'app-config.yaml',
          why: 'Traces come from Jaeger, or from what speaks its API.',
          line: 'telemetry.jaeger.upstreams: [{ name: main, url: ... }]',
        });
        for (const upstreamConfig of readUpstreamConfigs(
          config,
          'telemetry.jaeger',
          'Jaeger',
        )) {
          const upstream = new Upstream(upstreamConfig);
          const jaeger = new JaegerUpstream(
            upstream,
            readJaegerConfig(upstreamConfig),
          );
          upstreams.addUpstream(jaeger);
          lifecycle.addStartupHook(async () => {
            // Known before the first reader comes; where it is down, the first question probes again.
            await jaeger.client
              .dialects()
              .catch(error => logger.warn(error.message));
          });
          lifecycle.addShutdownHook(() => upstream.close());
        }
      },
    });
  },
});
