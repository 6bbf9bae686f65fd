import { createFrontendModule } from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';

/** The entity page has its own header; the plugin's above it would say the same twice. */
export const catalogModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    catalogPlugin
      .getExtension('page:catalog/entity')
      .override({ params: { noHeader: true } }),
  ],
});
