import { useApi } from '@backstage/frontend-plugin-api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { servicesApiRef } from '../api/servicesApiRef';

const FLEET_INTERVAL_MS = 5_000;

type Query = Record<string, string | number | undefined>;

/** A page of the fleet, asked for again every five seconds. */
export function useFleet(query: Query) {
  const client = useApi(servicesApiRef);
  return useQuery({
    queryKey: ['services', 'fleet', query],
    queryFn: ({ signal }) => client.fleet(query, signal),
    refetchInterval: FLEET_INTERVAL_MS,
    placeholderData: keepPreviousData,
  });
}

/** Registration and live versions of one service. */
export function useService(
  key: { namespace: string; name: string },
  query: Query,
) {
  const client = useApi(servicesApiRef);
  return useQuery({
    queryKey: ['services', 'service', key, query],
    queryFn: ({ signal }) => client.service(key, query, signal),
    refetchInterval: 15_000,
  });
}

/** A page of data sets. */
export function useDataSets(query: Query) {
  const client = useApi(servicesApiRef);
  return useQuery({
    queryKey: ['services', 'data-sets', query],
    queryFn: ({ signal }) => client.dataSets(query, signal),
    placeholderData: keepPreviousData,
  });
}
