import { createRouteRef } from '@backstage/frontend-plugin-api';

/** One trace. */
export const traceRouteRef = createRouteRef({ params: ['traceId'] });

/** The one view of a service that nobody has registered. */
export const observeRouteRef = createRouteRef({
  params: ['namespace', 'name'],
});
