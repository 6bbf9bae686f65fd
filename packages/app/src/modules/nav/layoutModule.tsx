import {
  coreExtensionData,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import appPlugin from '@backstage/plugin-app';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { KeysHelp } from './KeysHelp';
import { Navigation } from './Navigation';
import styles from './layout.module.css';

const navigation = NavContentBlueprint.make({
  params: { component: ({ navItems }) => <Navigation navItems={navItems} /> },
});

/** Navigation on the left at a fixed width, the page beside it; nothing moves on hover. */
const layout = appPlugin.getExtension('app/layout').override({
  factory: (_original, { inputs }) => [
    coreExtensionData.reactElement(
      <div className={styles.layout}>
        <a className={styles.skip} href="#content">
          Skip to the page
        </a>
        {inputs.nav.get(coreExtensionData.reactElement)}
        {/* Each page brings its own `main`. */}
        <div className={styles.content} id="content" tabIndex={-1}>
          {inputs.content.get(coreExtensionData.reactElement)}
        </div>
        <KeysHelp />
      </div>,
    ),
  ],
});

export const layoutModule = createFrontendModule({
  pluginId: 'app',
  extensions: [navigation, layout],
});
