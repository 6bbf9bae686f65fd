import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { telemetryUpstreamsExtensionPoint } from '@sextant/plugin-telemetry-node';
import { readEmbeddedConfig } from './config';
import { EmbeddedUpstream } from './EmbeddedUpstream';
import { IngestQueue } from './ingest/IngestQueue';
import { createOtlpRouter } from './otlp/createOtlpRouter';
import { OtlpCodec } from './otlp/OtlpCodec';
import { OtlpReceiver } from './otlp/OtlpReceiver';
import { EmbeddedStore } from './store/EmbeddedStore';
import { isAboutTheData } from './store/isAboutTheData';
import { openStore } from './store/openStore';
import { Retention } from './store/Retention';

const SHARE_EVERY_MS = 2_000;

/** Telemetry with nothing to install: an OTLP/HTTP receiver and a bounded store. @public */
export const telemetryModuleEmbedded = createBackendModule({
  pluginId: 'telemetry',
  moduleId: 'embedded',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        scheduler: coreServices.scheduler,
        upstreams: telemetryUpstreamsExtensionPoint,
      },
      async init(deps) {
        const config = readEmbeddedConfig(deps.config);
        const store = new EmbeddedStore(
          await openStore(deps.database, deps.logger),
        );
        const retention = new Retention(store, config, deps.logger);
        const queue = new IngestQueue({
          write: batches => store.write(batches),
          maxBytes: config.maxQueueBytes,
          isAboutTheData,
        });
        const baseUrl = await deps.discovery.getExternalBaseUrl('telemetry');
        deps.upstreams.addUpstream(
          new EmbeddedUpstream({
            store,
            retention,
            queue,
            endpoint: `${baseUrl}/otlp`,
          }),
        );

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
        const sharing = setInterval(() => {
          store
            .shareOverdue()
            .catch(error =>
              deps.logger.warn('Calls could not be joined', error),
            );
        }, SHARE_EVERY_MS).unref();
        deps.lifecycle.addShutdownHook(async () => {
          clearInterval(sharing);
          await queue.close();
          await store.close();
        });
      },
    });
  },
});
