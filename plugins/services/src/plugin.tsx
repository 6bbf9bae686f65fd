import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { RiDatabase2Line, RiShipLine } from '@remixicon/react';
import { servicesEndpoints, mayRun } from '@sextant/plugin-services-common';
import { EndpointClient } from '@sextant/plugin-kit-common';
import { queryWrapper } from '@sextant/plugin-kit-react';
import { servicesApiRef } from './api/servicesApiRef';
import {
  createServiceRouteRef,
  dataRouteRef,
  fleetRouteRef,
  importRouteRef,
  changesRouteRef,
  observeRouteRef,
} from './routes';

const servicesApi = ApiBlueprint.make({
  name: 'client',
  params: define =>
    define({
      api: servicesApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        new EndpointClient(servicesEndpoints, {
          pluginId: 'services',
          fetch: fetchApi.fetch,
        }),
    }),
});

const fleetPage = PageBlueprint.make({
  name: 'fleet',
  params: {
    path: '/fleet',
    routeRef: fleetRouteRef,
    title: 'Fleet',
    icon: <RiShipLine />,
    noHeader: true,
    loader: () =>
      import('./components/Fleet/FleetPage').then(m => <m.FleetPage />),
  },
});

const dataPage = PageBlueprint.make({
  name: 'data',
  params: {
    path: '/data',
    routeRef: dataRouteRef,
    title: 'Data',
    icon: <RiDatabase2Line />,
    noHeader: true,
    loader: () =>
      import('./components/Data/DataPage').then(m => <m.DataPage />),
  },
});

const versionsCard = EntityCardBlueprint.make({
  name: 'versions',
  params: {
    type: 'content',
    filter: mayRun,
    loader: () =>
      import('./components/Cards/VersionsCard').then(m => <m.VersionsCard />),
  },
});

const ownerCard = EntityCardBlueprint.make({
  name: 'owner',
  params: {
    type: 'info',
    filter: mayRun,
    loader: () =>
      import('./components/Cards/OwnerCard').then(m => <m.OwnerCard />),
  },
});

const dataCard = EntityCardBlueprint.make({
  name: 'data',
  params: {
    type: 'content',
    filter: mayRun,
    loader: () =>
      import('./components/Cards/DataCard').then(m => <m.DataCard />),
  },
});

/** Fleet and Data pages, and the service cards of the entity page. @public */
export const servicesPlugin = createFrontendPlugin({
  pluginId: 'services',
  title: 'Services',
  icon: <RiShipLine />,
  routes: { root: fleetRouteRef, data: dataRouteRef },
  externalRoutes: {
    changes: changesRouteRef,
    observe: observeRouteRef,
    createService: createServiceRouteRef,
    importService: importRouteRef,
  },
  info: { packageJson: () => import('../package.json') },
  extensions: [
    servicesApi,
    queryWrapper,
    fleetPage,
    dataPage,
    versionsCard,
    ownerCard,
    dataCard,
  ],
});
