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
  deploymentsEndpoints,
} from '@sextant/plugin-deployments-common';
import { pluginClient } from '@sextant/plugin-kit-node';

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
      factory(deps) {
        const clientFor = pluginClient(deploymentsEndpoints, {
          pluginId: 'deployments',
          ...deps,
        });
        return {
          list: (query, { credentials, signal }) =>
            clientFor(credentials).ask('list', query, { signal }),
          latest: async (environment, { credentials, signal }) => {
            const { items } = await clientFor(credentials).ask(
              'latest',
              { environment },
              { signal },
            );
            return items;
          },
          record: (input, { credentials }) =>
            clientFor(credentials).ask('record', { body: input }),
        };
      },
    }),
});
