import { useApiHolder } from '@backstage/frontend-plugin-api';
import {
  DeploymentPage,
  DeploymentQuery,
} from '@sextant/plugin-deployments-common';
import { Result, usePlainAnswer } from '@sextant/plugin-kit-react';
import { deploymentsApiRef } from './deploymentsApiRef';

/**
 * A page of the ledger, newest first; `off` where the deployments plugin is not installed.
 *
 * @param everyMs - Asked again so often.
 * @public
 */
export function useDeployments(
  query: DeploymentQuery,
  everyMs: number | false = 15_000,
): Result<DeploymentPage> {
  const client = useApiHolder().get(deploymentsApiRef);
  return usePlainAnswer(client?.question('list', query), { everyMs });
}
