import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { telemetrySourcesExtensionPoint } from '@sextant/plugin-telemetry-node';
import { readEmbeddedConfig } from './config';
import { IngestQueue } from './ingest/IngestQueue';
import { createOtlpRouter } from './otlp/createOtlpRouter';
import { OtlpCodec } from './otlp/OtlpCodec';
import { OtlpReceiver } from './otlp/OtlpReceiver';
import { EmbeddedLogSource } from './sources/EmbeddedLogSource';
import { EmbeddedMetricSource } from './sources/EmbeddedMetricSource';
import { EmbeddedTraceSource } from './sources/EmbeddedTraceSource';
import { Provenances } from './sources/Provenances';
import { EmbeddedStore } from './store/EmbeddedStore';
import { Retention } from './store/Retention';

/** Telemetry with nothing to install: an OTLP/HTTP receiver and a bounded store. @public */
export const telemetryModuleEmbedded = createBackendModule({
  pluginId: 'telemetry',
  moduleId: 'embedded',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        scheduler: coreServices.scheduler,
        sources: telemetrySourcesExtensionPoint,
      },
      async init(deps) {
        const config = readEmbeddedConfig(deps.config);
        const store = await EmbeddedStore.create(deps.database);
        const retention = new Retention(store.knex, config, deps.logger);
        const queue = new IngestQueue(
          batches => store.write(batches),
          config.maxQueueBytes,
        );
        const provenances = new Provenances(store.knex, () =>
          retention.health(),
        );

        deps.sources.addTraceSource(
          new EmbeddedTraceSource(store.knex, provenances),
        );
        deps.sources.addMetricSource(
          new EmbeddedMetricSource(store.knex, provenances),
        );
        deps.sources.addLogSource(
          new EmbeddedLogSource(store.knex, provenances),
        );
        deps.sources.addHealthCheck('embedded store', async () => {
          await store.knex.raw('SELECT 1');
          return retention.health();
        });

        const codec = new OtlpCodec();
        const receiver = new OtlpReceiver(codec, config.maxAgeMs);
        // Mounted by path: the telemetry plugin's own routes follow behind.
        deps.httpRouter.use(
          createOtlpRouter({ ...config, ...deps, codec, receiver, queue }),
        );
        if (config.access === 'open') {
          deps.httpRouter.addAuthPolicy({
            path: '/otlp',
            allow: 'unauthenticated',
          });
        }
        await deps.scheduler.scheduleTask({
          id: 'embedded-store-retention',
          frequency: { minutes: 1 },
          timeout: { minutes: 5 },
          initialDelay: { seconds: 20 },
          fn: signal => retention.sweep(signal),
        });
        deps.lifecycle.addShutdownHook(() => queue.close());
      },
    });
  },
});
