import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ScopeParams, withScope } from '@sextant/plugin-kit-common';
import { observeRouteRef } from '../routes';

/**
 * The one view of a service by its telemetry name, registered or not, with a scope of its own.
 *
 * @returns Undefined where the page is not installed.
 */
export function useServiceHref():
  | ((service: string, scope: Partial<ScopeParams>) => string)
  | undefined {
  const observe = useRouteRef(observeRouteRef);
  return (
    observe &&
    ((service, scope) =>
      withScope(observe({ namespace: 'default', name: service }), scope))
  );
}
