import { compatWrapper } from '@backstage/core-compat-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { deploymentsEndpoints } from '@sextant/plugin-deployments-common';
import { deploymentsApiRef } from '@sextant/plugin-deployments-react';
import { answeringClient } from '@sextant/plugin-kit-common/testUtils';
import { telemetryEndpoints } from '@sextant/plugin-telemetry-common';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { screen, within } from '@testing-library/react';
import { ObserveView } from './components/Observe/ObserveView';
import { unregisteredSubject } from './model/serviceSubject';

const ok = <T,>(data: T) => ({
  state: 'ok' as const,
  data,
  provenance: [],
  missing: [],
});

describe('an app on the legacy frontend system', () => {
  it('shows Observe, with the kit’s hooks and API refs', async () => {
    global.ResizeObserver ??= class {
      observe() {}
      unobserve() {}
      disconnect() {}
    };
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [
            telemetryApiRef,
            answeringClient(telemetryEndpoints, {
              versions: () =>
                ok({
                  environments: ['production'],
                  versions: [
                    {
                      version: '2.3.0',
                      environment: 'production',
                      requests: 100,
                      rate: 2,
                      errorRatio: 0.162,
                      p50: 0.01,
                      p95: 0.611,
                      p99: 0.7,
                      share: 1,
                      instances: 1,
                      firstSeen: null,
                      lastSeen: '2026-11-21T14:00:00.000Z',
                    },
                  ],
                }),
            }),
          ],
          [
            deploymentsApiRef,
            answeringClient(deploymentsEndpoints, {
              list: () => ({ items: [] }),
            }),
          ],
        ]}
      >
        <QueryClientProvider
          client={
            new QueryClient({ defaultOptions: { queries: { retry: false } } })
          }
        >
          {compatWrapper(
            <ObserveView
              subject={unregisteredSubject('default', 'inventory')}
            />,
          )}
        </QueryClientProvider>
      </TestApiProvider>,
      { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
    );
    const panel = within(
      await screen.findByRole('region', { name: /^Versions/ }),
    );
    expect(
      await panel.findByRole('row', { name: /2\.3\.0/ }),
    ).toHaveTextContent('16.2 %');
  });
});
