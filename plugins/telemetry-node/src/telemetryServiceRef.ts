import {
  BackstageCredentials,
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { EndpointInput } from '@sextant/plugin-kit-common';
import { pluginClient } from '@sextant/plugin-kit-node';
import {
  FleetAnswer,
  TelemetryEndpoints,
  telemetryEndpoints,
  VersionsAnswer,
} from '@sextant/plugin-telemetry-common';
import { readFleet } from './readFleet';

/** On whose behalf a question is asked, and until when. @public */
export interface TelemetryServiceOptions {
  credentials: BackstageCredentials;
  signal?: AbortSignal;
}

/** Telemetry by version, as other backend plugins see it. @public */
export interface TelemetryService {
  /** Every service that reports telemetry, registered or not. */
  fleet(
    query: EndpointInput<TelemetryEndpoints['fleet']>,
    options: TelemetryServiceOptions,
  ): Promise<FleetAnswer>;
  versions(
    query: EndpointInput<TelemetryEndpoints['versions']>,
    options: TelemetryServiceOptions,
  ): Promise<VersionsAnswer>;
}

/**
 * Talks to the telemetry plugin wherever it runs. Where it is not installed, calls fail with
 * `ResponseError` 404.
 *
 * @public
 */
export const telemetryServiceRef = createServiceRef<TelemetryService>({
  id: 'sextant.telemetry',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory(deps) {
        const clientFor = pluginClient(telemetryEndpoints, {
          pluginId: 'telemetry',
          ...deps,
        });
        return {
          fleet: async (query, { credentials, signal }) =>
            readFleet(
              await clientFor(credentials).open('fleet', query, {
                signal,
                accept: 'application/x-ndjson',
              }),
            ),
          versions: (query, { credentials, signal }) =>
            clientFor(credentials).ask('versions', query, { signal }),
        };
      },
    }),
});
