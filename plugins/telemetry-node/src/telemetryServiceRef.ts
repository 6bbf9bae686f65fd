import {
  BackstageCredentials,
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  FleetAnswer,
  QueryParameters,
  ServiceKey,
  TelemetryClient,
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
    query: QueryParameters,
    options: TelemetryServiceOptions,
  ): Promise<FleetAnswer>;
  versions(
    service: ServiceKey,
    query: QueryParameters,
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
      factory({ auth, discovery }) {
        const clientFor = (credentials: BackstageCredentials) =>
          new TelemetryClient({
            baseUrl: () => discovery.getBaseUrl('telemetry'),
            fetch,
            headers: async () => {
              const { token } = await auth.getPluginRequestToken({
                onBehalfOf: credentials,
                targetPluginId: 'telemetry',
              });
              return { authorization: `Bearer ${token}` };
            },
          });
        return {
          fleet: async (query, { credentials, signal }) =>
            readFleet(await clientFor(credentials).fleetLines(query, signal)),
          versions: (key, query, { credentials, signal }) =>
            clientFor(credentials).versions(key, query, signal),
        };
      },
    }),
});
