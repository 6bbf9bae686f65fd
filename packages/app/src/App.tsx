import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogModule } from './modules/catalog/catalogModule';
import { layoutModule } from './modules/nav/layoutModule';
import { observabilityModule } from './modules/observability/observabilityModule';
import { signInModule } from './modules/signIn/signInModule';

export default createApp({
  features: [
    catalogPlugin,
    catalogModule,
    layoutModule,
    observabilityModule,
    signInModule,
  ],
});
