import { useApi } from '@backstage/frontend-plugin-api';
import { EndpointInput } from '@sextant/plugin-kit-common';
import { ScopeParams, scopeQuery } from '@sextant/plugin-kit-common';
import {
  AnswerOptions,
  LIVE_INTERVAL_MS,
  useAnswer,
} from '@sextant/plugin-kit-react';
import { TelemetryEndpoints } from '@sextant/plugin-telemetry-common';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { ServiceSubject } from '../model/serviceSubject';

/** What a list of traces is narrowed by, beside service and scope. */
export type TraceFilters = Omit<
  EndpointInput<TelemetryEndpoints['allTraces']>,
  'environment' | 'version' | 'operation' | 'from' | 'to'
>;

/** What a list of log lines is narrowed by, beside service and scope. */
export type LogFilters = Pick<
  EndpointInput<TelemetryEndpoints['logs']>,
  'level' | 'q' | 'limit'
>;

/** What every question about a service in a scope is asked with. */
export function inScope(
  { namespace, name }: ServiceSubject,
  scope: ScopeParams,
) {
  return { namespace, name, ...scopeQuery(scope) };
}

/** As {@link inScope}, of what is known by operation. */
export function ofOperation(subject: ServiceSubject, scope: ScopeParams) {
  return { ...inScope(subject, scope), operation: scope.operation };
}

/** Again and again while live. */
export function whileLive({ live }: ScopeParams): AnswerOptions {
  return { everyMs: live ? LIVE_INTERVAL_MS : false };
}

/** Live versions, whatever versions the scope is narrowed to: the filter needs them all. */
export function useVersions(subject: ServiceSubject, scope: ScopeParams) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    client.question(
      'versions',
      ofOperation(subject, { ...scope, versions: [] }),
    ),
    whileLive(scope),
  );
}

export function useMetrics(subject: ServiceSubject, scope: ScopeParams) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    client.question('metrics', ofOperation(subject, scope)),
    whileLive(scope),
  );
}

/** Operations by version; all of them, so that another can be chosen. */
export function useOperations(subject: ServiceSubject, scope: ScopeParams) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    client.question('operations', inScope(subject, scope)),
    whileLive(scope),
  );
}

/** Who calls the service, and whom it calls. */
export function useCalls(subject: ServiceSubject, scope: ScopeParams) {
  const client = useApi(telemetryApiRef);
  return useAnswer(client.question('calls', inScope(subject, scope)), {
    everyMs: scope.live ? 60_000 : false,
  });
}

export function useTraces(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: TraceFilters,
) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    client.question('traces', { ...ofOperation(subject, scope), ...filters }),
    whileLive(scope),
  );
}

/** @param enabled - False where nothing is to be asked yet. */
export function useLogs(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: LogFilters,
  enabled = true,
) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    enabled
      ? client.question('logs', { ...inScope(subject, scope), ...filters })
      : undefined,
    whileLive(scope),
  );
}

export function useLogVolume(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: LogFilters,
) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    client.question('logVolume', { ...inScope(subject, scope), ...filters }),
    whileLive(scope),
  );
}

export function useLogPatterns(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: LogFilters,
) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    client.question('logPatterns', { ...inScope(subject, scope), ...filters }),
    whileLive(scope),
  );
}

export function useAlerts(subject: ServiceSubject, scope: ScopeParams) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    client.question('alerts', inScope(subject, scope)),
    whileLive(scope),
  );
}

/** Checked against the sources when asked, and again on demand. */
export function useDoctor(subject: ServiceSubject, scope: ScopeParams) {
  const client = useApi(telemetryApiRef);
  return useAnswer(
    client.question('doctor', inScope(subject, { ...scope, versions: [] })),
  );
}

/** Who calls which version. */
export function useDependencies(scope: ScopeParams) {
  const client = useApi(telemetryApiRef);
  const { environment, from, to } = scope;
  return useAnswer(client.question('dependencies', { environment, from, to }), {
    everyMs: scope.live ? 60_000 : false,
  });
}
