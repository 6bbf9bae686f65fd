import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { mayRun } from '@sextant/plugin-services-common';
import { queryWrapper } from '@sextant/plugin-kit-react';

const contractTab = EntityContentBlueprint.make({
  name: 'contract',
  params: {
    path: '/contract',
    title: 'Contract',
    group: 'documentation',
    filter: mayRun,
    loader: () =>
      import('./components/ContractTab').then(m => <m.ContractTab />),
  },
});

/** Contract tab: the OpenAPI document of every version. @public */
export const contractsPlugin = createFrontendPlugin({
  pluginId: 'contracts',
  title: 'Contracts',
  info: { packageJson: () => import('../package.json') },
  extensions: [queryWrapper, contractTab],
});
