import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  readUpstreamConfigs,
  telemetrySourcesExtensionPoint,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from './client/PrometheusClient';
import { readPrometheusConfig } from './config';
import { PrometheusMetricSource } from './source/PrometheusMetricSource';

/** Metrics from every configured Prometheus. @public */
export const telemetryModulePrometheus = createBackendModule({
  pluginId: 'telemetry',
  moduleId: 'prometheus',
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
          'telemetry.prometheus',
          'Prometheus',
        )) {
          const upstream = new Upstream(upstreamConfig);
          sources.addMetricSource(
            new PrometheusMetricSource(
              new PrometheusClient(upstream),
              readPrometheusConfig(upstreamConfig),
            ),
          );
          sources.addHealthCheck(upstream.label, async () => upstream.health());
          lifecycle.addShutdownHook(() => upstream.close());
        }
      },
    });
  },
});
