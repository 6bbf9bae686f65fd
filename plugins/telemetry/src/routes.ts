import { createRouteRef } from '@backstage/frontend-plugin-api';

/** Traces of all services. */
export const tracesRouteRef = createRouteRef();

/** One trace. */
export const traceRouteRef = createRouteRef({ params: ['traceId'] });

/** The one view of a service that nobody has registered. */
export const observeRouteRef = createRouteRef({
  params: ['namespace', 'name'],
});

/** Where a new service is waited for. */
export const arrivalRouteRef = createRouteRef({
  params: ['namespace', 'name'],
});
