import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { mayRun } from '@sextant/plugin-services-common';
import { deploymentsEndpoints } from '@sextant/plugin-deployments-common';
import { deploymentsApiRef } from '@sextant/plugin-deployments-react';
import { EndpointClient } from '@sextant/plugin-kit-common';
import { RiHistoryLine } from '@remixicon/react';
import { changesRouteRef, observeRouteRef } from './routes';
import { queryWrapper } from '@sextant/plugin-kit-react';

const deploymentsApi = ApiBlueprint.make({
  name: 'client',
  params: define =>
    define({
      api: deploymentsApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        new EndpointClient(deploymentsEndpoints, {
          pluginId: 'deployments',
          fetch: fetchApi.fetch,
        }),
    }),
});

const changesPage = PageBlueprint.make({
  name: 'changes',
  params: {
    path: '/deployments',
    routeRef: changesRouteRef,
    title: 'Changes',
    icon: <RiHistoryLine />,
    noHeader: true,
    loader: () =>
      import('./components/ChangesPage').then(m => <m.ChangesPage />),
  },
});

const deploymentsTab = EntityContentBlueprint.make({
  name: 'deployments',
  params: {
    path: '/deployments',
    title: 'Deployments',
    group: 'deployment',
    filter: mayRun,
    loader: () =>
      import('./components/DeploymentsTab').then(m => <m.DeploymentsTab />),
  },
});

const recentCard = EntityCardBlueprint.make({
  name: 'recent',
  params: {
    type: 'content',
    filter: mayRun,
    loader: () => import('./components/RecentCard').then(m => <m.RecentCard />),
  },
});

/** The page of all changes, a service's deployments tab and its card of recent ones. @public */
export const deploymentsPlugin = createFrontendPlugin({
  pluginId: 'deployments',
  title: 'Deployments',
  info: { packageJson: () => import('../package.json') },
  routes: { changes: changesRouteRef },
  externalRoutes: { observe: observeRouteRef },
  extensions: [
    deploymentsApi,
    queryWrapper,
    changesPage,
    deploymentsTab,
    recentCard,
  ],
});
