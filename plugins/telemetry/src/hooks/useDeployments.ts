import { useApiHolder } from '@backstage/frontend-plugin-api';
import {
  deploymentsApiRef,
  ScopeParams,
} from '@sextant/plugin-telemetry-react';
import { useQuery } from '@tanstack/react-query';
import { ServiceSubject } from '../model/serviceSubject';

const NONE = { items: [] };

/** The latest changes of a service; none where the deployments plugin is not installed. */
export function useDeployments(subject: ServiceSubject, scope: ScopeParams) {
  const client = useApiHolder().get(deploymentsApiRef);
  const query = {
    service: subject.entityRef,
    environment: scope.environment,
    limit: 100,
  };
  return useQuery({
    queryKey: ['deployments', 'of-service', query],
    queryFn: ({ signal }) => client?.list(query, signal) ?? NONE,
    refetchInterval: scope.live ? 15_000 : false,
  });
}
