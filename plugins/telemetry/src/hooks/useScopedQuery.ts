import { useApi } from '@backstage/frontend-plugin-api';
import {
  LIVE_INTERVAL_MS,
  ScopeParams,
  scopeQuery,
  telemetryApiRef,
} from '@sextant/plugin-telemetry-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TelemetryClient } from '@sextant/plugin-telemetry-common';
import { ServiceSubject } from '../model/serviceSubject';

type Parameters = Record<string, string | number | undefined>;

/** A question that every panel asks: about a service, in a scope, again and again while live. */
export function useScopedQuery<T>(
  panel: string,
  subject: ServiceSubject,
  scope: ScopeParams,
  more: Parameters,
  ask: (
    client: TelemetryClient,
    key: { namespace: string; name: string },
    query: Parameters,
    signal: AbortSignal,
  ) => Promise<T>,
  enabled = true,
) {
  const client = useApi(telemetryApiRef);
  const { namespace, name } = subject;
  const query = { ...scopeQuery(scope), ...more };
  return useQuery({
    queryKey: ['telemetry', panel, namespace, name, query],
    queryFn: ({ signal }) => ask(client, { namespace, name }, query, signal),
    // What failed is asked again by itself, also where the range stands still.
    refetchInterval: ({ state }) =>
      scope.live || state.status === 'error' ? LIVE_INTERVAL_MS : false,
    placeholderData: keepPreviousData,
    enabled,
  });
}
