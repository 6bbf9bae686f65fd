import {
  BackstageCredentials,
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  DeploymentInput,
  DeploymentPage,
  DeploymentQuery,
  DeploymentRecord,
  DeploymentsClient,
} from '@sextant/plugin-deployments-common';

/** The deployment ledger, as other backend plugins see it. @public */
export interface DeploymentsService {
  list(
    query: DeploymentQuery,
    options: { credentials: BackstageCredentials; signal?: AbortSignal },
  ): Promise<DeploymentPage>;
  /** The newest record of every service, in one environment or over all. */
  latest(
    environment: string | undefined,
    options: { credentials: BackstageCredentials; signal?: AbortSignal },
  ): Promise<DeploymentRecord[]>;
  record(
    input: DeploymentInput,
    options: { credentials: BackstageCredentials },
  ): Promise<DeploymentRecord>;
}

/**
 * Talks to the deployments plugin wherever it runs. Where it is not installed, calls fail with
 * `ResponseError` 404.
 *
 * @public
 */
export const deploymentsServiceRef = createServiceRef<DeploymentsService>({
  id: 'sextant.deployments',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory({ auth, discovery }) {
        const clientFor = (credentials: BackstageCredentials) =>
          new DeploymentsClient({
            baseUrl: () => discovery.getBaseUrl('deployments'),
            fetch,
            headers: async () => {
              const { token } = await auth.getPluginRequestToken({
                onBehalfOf: credentials,
                targetPluginId: 'deployments',
              });
              return { authorization: `Bearer ${token}` };
            },
          });
        return {
          list: (query, { credentials, signal }) =>
            clientFor(credentials).list(query, signal),
          latest: (environment, { credentials, signal }) =>
            clientFor(credentials).latest(environment, signal),
          record: (input, { credentials }) =>
            clientFor(credentials).record(input),
        };
      },
    }),
});
