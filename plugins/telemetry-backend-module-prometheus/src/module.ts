import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  readUpstreamConfigs,
  telemetryUpstreamsExtensionPoint,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { readPrometheusConfig } from './config';
import { PrometheusUpstream } from './PrometheusUpstream';

/** Metrics from every configured Prometheus. @public */
export const telemetryModulePrometheus = createBackendModule({
  pluginId: 'telemetry',
  moduleId: 'prometheus',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        upstreams: telemetryUpstreamsExtensionPoint,
      },
      async init({ config, lifecycle, upstreams }) {
        for (const source of ['metrics', 'alerts'] as const) {
          upstreams.addRemedy(source, {
            where: 'app-config.yaml',
            why: 'Metrics and alerts come from Prometheus.',
            line: 'telemetry.prometheus.upstreams: [{ name: main, url: ... }]',
          });
        }
        for (const upstreamConfig of readUpstreamConfigs(
          config,
          'telemetry.prometheus',
          'Prometheus',
        )) {
          const upstream = new Upstream(upstreamConfig);
          upstreams.addUpstream(
            new PrometheusUpstream(
              upstream,
              readPrometheusConfig(upstreamConfig),
            ),
          );
          lifecycle.addShutdownHook(() => upstream.close());
        }
      },
    });
  },
});
