import { useApi } from '@backstage/frontend-plugin-api';
import { ScopeParams, telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ServiceSubject } from '../model/serviceSubject';
import { useScopedQuery } from './useScopedQuery';

type Filters = Record<string, string | number | undefined>;

/** Live versions, whatever versions the scope is narrowed to: the filter needs them all. */
export function useVersions(subject: ServiceSubject, scope: ScopeParams) {
  return useScopedQuery(
    'versions',
    subject,
    { ...scope, versions: [] },
    {},
    (client, key, query, signal) => client.versions(key, query, signal),
  );
}

export function useMetrics(subject: ServiceSubject, scope: ScopeParams) {
  return useScopedQuery(
    'metrics',
    subject,
    scope,
    {},
    (client, key, query, signal) => client.metrics(key, query, signal),
  );
}

export function useTraces(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: Filters,
) {
  return useScopedQuery(
    'traces',
    subject,
    scope,
    filters,
    (client, key, query, signal) => client.traces(key, query, signal),
  );
}

export function useLogs(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: Filters,
  enabled = true,
) {
  return useScopedQuery(
    'logs',
    subject,
    scope,
    filters,
    (client, key, query, signal) => client.logs(key, query, signal),
    enabled,
  );
}

export function useLogVolume(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: Filters,
) {
  return useScopedQuery(
    'log-volume',
    subject,
    scope,
    filters,
    (client, key, query, signal) => client.logVolume(key, query, signal),
  );
}

export function useLogPatterns(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: Filters,
  enabled: boolean,
) {
  return useScopedQuery(
    'log-patterns',
    subject,
    scope,
    filters,
    (client, key, query, signal) => client.logPatterns(key, query, signal),
    enabled,
  );
}

export function useAlerts(subject: ServiceSubject, scope: ScopeParams) {
  return useScopedQuery(
    'alerts',
    subject,
    scope,
    {},
    (client, key, query, signal) => client.alerts(key, query, signal),
  );
}

/** Checked against the sources when asked, and again on demand. */
export function useDoctor(subject: ServiceSubject, scope: ScopeParams) {
  return useScopedQuery(
    'doctor',
    subject,
    { ...scope, live: false, versions: [] },
    {},
    (client, key, query, signal) => client.doctor(key, query, signal),
  );
}

/** Pages behind the first one, asked for one after the other. */
export function useMoreTraces(
  subject: ServiceSubject,
  query: Filters,
  cursor: string | undefined,
) {
  const client = useApi(telemetryApiRef);
  const { namespace, name } = subject;
  return useInfiniteQuery({
    queryKey: ['telemetry', 'more-traces', namespace, name, query, cursor],
    queryFn: ({ signal, pageParam }) =>
      client.traces(
        { namespace, name },
        { ...query, cursor: pageParam },
        signal,
      ),
    initialPageParam: cursor,
    getNextPageParam: page => page.data.nextCursor,
    enabled: false,
  });
}

/** Who calls which version. */
export function useDependencies(scope: ScopeParams) {
  const client = useApi(telemetryApiRef);
  const query = {
    environment: scope.environment,
    from: scope.from,
    to: scope.to,
  };
  return useQuery({
    queryKey: ['telemetry', 'dependencies', query],
    queryFn: ({ signal }) => client.dependencies(query, signal),
    refetchInterval: scope.live ? 60_000 : false,
  });
}
