import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { queryWrapper } from '@sextant/plugin-telemetry-react';

const contractTab = EntityContentBlueprint.make({
  name: 'contract',
  params: {
    path: '/contract',
    title: 'Contract',
    group: 'documentation',
    filter: { kind: 'component', 'spec.type': 'service' },
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
