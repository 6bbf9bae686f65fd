import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/frontend-plugin-api';

/** What changed, over all services. */
export const changesRouteRef = createRouteRef();

/** The one view of a service by its name. */
export const observeRouteRef = createExternalRouteRef({
  params: ['namespace', 'name'],
  defaultTarget: 'telemetry.observe',
});
