import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { deploymentsServiceRef } from '@sextant/plugin-deployments-node';
import {
  Answering,
  startReplay,
} from '@sextant/plugin-telemetry-node/testUtils';

/** What the one view asks for. */
export const PANELS = [
  'versions',
  'metrics',
  'traces',
  'logs',
  'logs/volume',
  'alerts',
];

/**
 * The telemetry plugin over replayed servers, in this process: what they were asked, and where its
 * panels are.
 */
export async function portalOverUpstreams(
  answers: Record<'prometheus' | 'jaeger' | 'loki', Answering>,
  services: readonly string[],
) {
  const upstreams = await Promise.all(
    [answers.prometheus, answers.jaeger, answers.loki].map(startReplay),
  );
  const [prometheus, jaeger, loki] = upstreams.map(({ url }) => ({
    upstreams: [{ name: 'bench', url }],
  }));
  const { server } = await startTestBackend({
    features: [
      import('@sextant/plugin-telemetry-backend'),
      import('@sextant/plugin-telemetry-backend-module-jaeger'),
      import('@sextant/plugin-telemetry-backend-module-loki'),
      import('@sextant/plugin-telemetry-backend-module-prometheus'),
      mockServices.rootConfig.factory({
        data: { telemetry: { prometheus, jaeger, loki } },
      }),
      mockServices.rootLogger.factory({ level: 'error' }),
      catalogServiceMock.factory({
        entities: services.map(name => ({
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name, namespace: 'default' },
          spec: { type: 'service' },
        })),
      }),
      createServiceFactory({
        service: deploymentsServiceRef,
        deps: {},
        factory: () => ({
          list: async () => ({ items: [] }),
          latest: async () => [],
          record: async () => {
            throw new Error('not recorded here');
          },
        }),
      }),
    ],
  });
  return {
    base: `http://localhost:${server.port()}/api/telemetry/v1/services/default`,
    upstreams,
  };
}
