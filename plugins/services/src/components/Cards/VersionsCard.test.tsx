import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  answeringClient,
  refusal,
  StandInAnswers,
} from '@sextant/plugin-kit-common/testUtils';
import {
  LiveVersion,
  ServiceDetail,
  ServicesEndpoints,
  servicesEndpoints,
} from '@sextant/plugin-services-common';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { screen, within } from '@testing-library/react';
import { servicesApiRef } from '../../api/servicesApiRef';
import { VersionsCard } from './VersionsCard';

const live = (version: string, changes: Partial<LiveVersion> = {}) => ({
  version,
  environment: 'production',
  share: 0.5,
  rate: 2,
  errorRatio: 0,
  p95: 0.04,
  instances: 1,
  firstSeen: null,
  lastSeen: '2026-11-21T14:00:00.000Z',
  declared: true,
  lifecycle: 'production',
  ...changes,
});

const detail = (changes: Partial<ServiceDetail>): ServiceDetail => ({
  entityRef: 'component:default/pricing',
  registered: true,
  declared: [],
  live: [],
  owns: [],
  copies: [],
  problems: [],
  missing: [],
  ...changes,
});

function show(service: StandInAnswers<ServicesEndpoints>['service']) {
  renderInTestApp(
    <QueryClientProvider
      client={
        new QueryClient({ defaultOptions: { queries: { retry: false } } })
      }
    >
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'pricing' },
          spec: { type: 'service' },
        }}
      >
        <VersionsCard />
      </EntityProvider>
    </QueryClientProvider>,
    {
      apis: [[servicesApiRef, answeringClient(servicesEndpoints, { service })]],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

describe('VersionsCard', () => {
  it('lists live versions by line, newest first, with trouble marked', async () => {
    show(() =>
      detail({
        live: [
          live('1.4.2', { lifecycle: 'deprecated', sunset: '2027-01-31' }),
          live('2.0.0', { errorRatio: 0.282 }),
        ],
      }),
    );
    const rows = await screen.findAllByRole('row');
    expect(rows.map(row => row.textContent)).toEqual([
      expect.stringContaining('Version'),
      expect.stringContaining('2.0.0 production2.x'),
      expect.stringContaining('1.4.2 production1.x'),
    ]);
    expect(within(rows[1]).getByText('28.2 %').tagName).toBe('STRONG');
    expect(within(rows[2]).getByText('until 2027-01-31')).toBeInTheDocument();
  });

  it('names declared ranges that nothing runs of, also where two promise one contract', async () => {
    const contract = 'api:default/pricing';
    show(() =>
      detail({
        live: [live('0.3.0', { contract })],
        declared: [
          { version: '0.x', lifecycle: 'experimental', contract },
          { version: '1.x', lifecycle: 'production', contract },
        ],
      }),
    );
    expect(
      await screen.findByText('Declared but not running: 1.x (production)'),
    ).toBeInTheDocument();
  });

  it('does not say that nothing is live where not everybody could be asked', async () => {
    show(() =>
      detail({ missing: ['Telemetry: it does not answer'], problems: [] }),
    );
    expect(
      await screen.findByText(/Telemetry: it does not answer/),
    ).toBeInTheDocument();
    expect(screen.getByText('Live versions are not known')).toBeInTheDocument();
    expect(screen.queryByText('No live version')).not.toBeInTheDocument();
  });

  it('says why it failed', async () => {
    show(() => refusal(503, 'ServiceUnavailableError', 'the disk is full'));
    expect(await screen.findByText('the disk is full')).toBeInTheDocument();
  });
});
