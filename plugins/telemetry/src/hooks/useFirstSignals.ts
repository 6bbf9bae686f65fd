import { useApi } from '@backstage/frontend-plugin-api';
import { ScopeParams } from '@sextant/plugin-kit-common';
import { useAnswer } from '@sextant/plugin-kit-react';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { ServiceSubject } from '../model/serviceSubject';
import { inScope } from './useServiceQueries';

/** The first of each signal of a service that is waited for. */
export function useFirstSignals(
  subject: ServiceSubject,
  scope: ScopeParams,
  everyMs: number,
) {
  const client = useApi(telemetryApiRef);
  const asked = inScope(subject, scope);
  return {
    traces: useAnswer(client.question('traces', { ...asked, limit: 1 }), {
      everyMs,
    }),
    versions: useAnswer(client.question('versions', asked), { everyMs }),
    logs: useAnswer(client.question('logs', { ...asked, limit: 1 }), {
      everyMs,
    }),
  };
}
