import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  readUpstreamConfigs,
  telemetryUpstreamsExtensionPoint,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { readLokiConfig } from './config';
import { LokiUpstream } from './LokiUpstream';

/** Log lines from every configured Loki. @public */
export const telemetryModuleLoki = createBackendModule({
  pluginId: 'telemetry',
  moduleId: 'loki',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        upstreams: telemetryUpstreamsExtensionPoint,
      },
      async init({ config, lifecycle, upstreams }) {
        upstreams.addRemedy('logs', {
          where: 'app-config.yaml',
          why: 'Log lines come from Loki.',
          line: 'telemetry.loki.upstreams: [{ name: main, url: ... }]',
        });
        upstreams.addRemedy('patterns', {
          where: 'app-config.yaml',
          why: 'Patterns of log lines come from Loki.',
          line: 'telemetry.loki.upstreams (with pattern_ingester.enabled: true in Loki)',
        });
        for (const upstreamConfig of readUpstreamConfigs(
          config,
          'telemetry.loki',
          'Loki',
        )) {
          const upstream = new Upstream(upstreamConfig);
          upstreams.addUpstream(
            new LokiUpstream(upstream, readLokiConfig(upstreamConfig)),
          );
          lifecycle.addShutdownHook(() => upstream.close());
        }
      },
    });
  },
});
