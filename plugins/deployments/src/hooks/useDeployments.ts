import { useApi } from '@backstage/frontend-plugin-api';
import { DeploymentQuery } from '@sextant/plugin-deployments-common';
import { deploymentsApiRef } from '@sextant/plugin-telemetry-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

/** A page of the ledger. */
export function useDeployments(query: DeploymentQuery) {
  const client = useApi(deploymentsApiRef);
  return useQuery({
    queryKey: ['deployments', 'list', query],
    queryFn: ({ signal }) => client.list(query, signal),
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });
}
