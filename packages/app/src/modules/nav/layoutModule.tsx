import {
  coreExtensionData,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import appPlugin from '@backstage/plugin-app';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
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
        {inputs.nav.get(coreExtensionData.reactElement)}
        <main className={styles.content}>
          {inputs.content.get(coreExtensionData.reactElement)}
        </main>
      </div>,
    ),
  ],
});

export const layoutModule = createFrontendModule({
  pluginId: 'app',
  extensions: [navigation, layout],
});
