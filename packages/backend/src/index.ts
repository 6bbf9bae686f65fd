import './instrumentation';
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@sextant/plugin-catalog-backend-module-services'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./permissions/accessPolicyModule'));
backend.add(import('./permissions/catalogRulesModule'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@sextant/plugin-scaffolder-backend-module-services'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('./searchEngine'));

backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.add(import('@sextant/plugin-services-backend'));
backend.add(import('@sextant/plugin-telemetry-backend'));
backend.add(import('@sextant/plugin-telemetry-backend-module-embedded'));
backend.add(import('@sextant/plugin-telemetry-backend-module-prometheus'));
backend.add(import('@sextant/plugin-telemetry-backend-module-jaeger'));
backend.add(import('@sextant/plugin-telemetry-backend-module-loki'));
backend.add(import('@sextant/plugin-deployments-backend'));

backend.start();
