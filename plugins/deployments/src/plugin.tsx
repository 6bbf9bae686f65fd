import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { mayRun } from '@sextant/plugin-services-common';
import { deploymentsEndpoints } from '@sextant/plugin-deployments-common';
import { deploymentsApiRef } from '@sextant/plugin-deployments-react';
import { EndpointClient } from '@sextant/plugin-kit-common';
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

/** Deployments tab and the recent deployments card. @public */
export const deploymentsPlugin = createFrontendPlugin({
  pluginId: 'deployments',
  title: 'Deployments',
  info: { packageJson: () => import('../package.json') },
  extensions: [deploymentsApi, queryWrapper, deploymentsTab, recentCard],
});
