import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/frontend-plugin-api';

/** The fleet: where the portal opens. */
export const fleetRouteRef = createRouteRef();

/** Data sets and their systems of record. */
export const dataRouteRef = createRouteRef();

/** The one view of a service that nobody has registered. */
export const observeRouteRef = createExternalRouteRef({
  params: ['namespace', 'name'],
  defaultTarget: 'telemetry.observe',
});

/** What changed, over all services. */
export const changesRouteRef = createExternalRouteRef({
  defaultTarget: 'deployments.changes',
});

/** Where new services are made. */
export const createServiceRouteRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.root',
});

/** Where existing components are registered. */
export const importRouteRef = createExternalRouteRef({
  defaultTarget: 'catalog-import.importPage',
});
