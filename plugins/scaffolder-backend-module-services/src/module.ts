import { urlReaderFactoriesServiceRef } from '@backstage/backend-defaults/urlReader';
import {
  coreServices,
  createBackendFeatureLoader,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createPublishLocalGitAction } from './actions/createPublishLocalGitAction';
import { LocalGitRepositories } from './localGit/LocalGitRepositories';
import { LocalGitUrlReader } from './localGit/LocalGitUrlReader';

const actions = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'services',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        scaffolder: scaffolderActionsExtensionPoint,
      },
      async init({ config, scaffolder }) {
        scaffolder.addActions(
          createPublishLocalGitAction(LocalGitRepositories.fromConfig(config)),
        );
      },
    });
  },
});

const reader = createServiceFactory({
  service: urlReaderFactoriesServiceRef,
  deps: {},
  factory: () => LocalGitUrlReader.factory,
});

/** Scaffolder actions the golden paths need, and the reader that registers what they publish. @public */
export const scaffolderModuleServices = createBackendFeatureLoader({
  loader: () => [actions, reader],
});
