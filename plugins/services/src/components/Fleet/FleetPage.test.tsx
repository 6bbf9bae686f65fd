import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  answeringClient,
  refusal,
  StandInAnswers,
} from '@sextant/plugin-kit-common/testUtils';
import {
  FleetPage as Page,
  FleetRow,
  ServicesEndpoints,
  servicesEndpoints,
} from '@sextant/plugin-services-common';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { servicesApiRef } from '../../api/servicesApiRef';
import { FleetPage } from './FleetPage';

const row = (name: string, changes: Partial<FleetRow> = {}): FleetRow => ({
  entityRef: `component:default/${name}`,
  name,
  namespace: 'default',
  registered: true,
  owner: 'group:default/team-stock',
  environment: 'production',
  seenIn: [],
  versions: [],
  requests: 600,
  rate: 2,
  errorRatio: 0.034,
  p95: 0.184,
  errorRatioTrend: [],
  p95Trend: [],
  recent: { requests: 200, errorRatio: 0.13, p95: 1.9 },
  alertsFiring: null,
  contracts: [],
  attention: [],
  ...changes,
});

const page = (
  items: FleetRow[],
  totals: Partial<Page['totals']> = {},
): Page => ({
  items,
  total: items.length,
  offset: 0,
  totals: {
    services: items.length,
    unregistered: 0,
    unhealthy: 1,
    unhealthyNames: ['inventory'],
    deployments24h: 3,
    rollbacks24h: 0,
    alertsFiring: null,
    ...totals,
  },
  facets: {
    owners: [],
    systems: [],
    environments: ['production'],
    lifecycles: [],
  },
  environment: 'production',
  takenAt: '2026-11-21T14:00:00.000Z',
  missing: [],
});

const FLEET = page([
  row('inventory', {
    attention: [
      { kind: 'failing', text: '13.0 % in the last 10 min' },
      { kind: 'slow', text: 'p95 1.9 s, usually 58 ms' },
    ],
    slowness: {
      quantile: 'p95',
      seconds: 1.9,
      usualSeconds: 0.058,
      isSlow: true,
    },
    lastDeployment: {
      id: '1',
      kind: 'deployment',
      version: '2.3.0',
      startedAt: new Date(Date.now() - 3 * 3_600_000).toISOString(),
    },
  }),
  row('pricing', { recent: { requests: 0, errorRatio: null, p95: null } }),
]);

function show(fleet: StandInAnswers<ServicesEndpoints>['fleet']) {
  renderInTestApp(
    <QueryClientProvider
      client={
        new QueryClient({ defaultOptions: { queries: { retry: false } } })
      }
    >
      <FleetPage />
    </QueryClientProvider>,
    {
      apis: [[servicesApiRef, answeringClient(servicesEndpoints, { fleet })]],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

const rowOf = async (name: string) =>
  within(await screen.findByRole('row', { name: new RegExp(`^${name}`) }));

describe('FleetPage', () => {
  it('shows how each service is now, with the range beside it and the reasons in words', async () => {
    show(() => FLEET);
    const inventory = await rowOf('inventory');
    expect(inventory.getByText('13 %')).toBeInTheDocument();
    expect(inventory.getByText('3.4 %')).toBeInTheDocument();
    expect(inventory.getByText('1,900')).toBeInTheDocument();
    expect(inventory.getByText('184')).toBeInTheDocument();
    expect(
      inventory.getByText('13.0 % in the last 10 min'),
    ).toBeInTheDocument();
    expect(inventory.getByText('p95 1.9 s, usually 58 ms')).toBeInTheDocument();
    expect(inventory.getByText('3 h ago')).toBeInTheDocument();
    const pricing = await rowOf('pricing');
    expect(pricing.getByText('OK')).toBeInTheDocument();
    // Nothing lately is not the same as no errors.
    expect(pricing.getAllByText('–').length).toBeGreaterThan(1);
  });

  it('counts what it knows of, and no alerts where nobody tells of them', async () => {
    show(() => FLEET);
    expect(await screen.findByText('Unhealthy now')).toBeInTheDocument();
    expect(screen.getByText('none rolled back')).toBeInTheDocument();
    expect(screen.queryByText('Alerts firing')).not.toBeInTheDocument();
  });

  it('sorts on the server, both ways, by keyboard alone, and begins anew with it', async () => {
    const asked: unknown[] = [];
    show(query => {
      asked.push(query);
      return FLEET;
    });
    const head = await screen.findByRole('columnheader', { name: /Rate/ });
    act(() => head.focus());
    await userEvent.keyboard('{Enter}');
    await waitFor(() =>
      expect(asked).toContainEqual(expect.objectContaining({ sort: 'rate' })),
    );
    await waitFor(() =>
      expect(head).toHaveAttribute('aria-sort', 'descending'),
    );
    await userEvent.keyboard('{Enter}');
    await waitFor(() =>
      expect(asked).toContainEqual(
        expect.objectContaining({ sort: 'rate', order: 'ascending' }),
      ),
    );
    expect(head).toHaveAttribute('aria-sort', 'ascending');
  });

  it('finds by what is typed, once the typing stops', async () => {
    const asked: unknown[] = [];
    show(query => {
      asked.push(query);
      return FLEET;
    });
    await screen.findByRole('row', { name: /^inventory/ });
    await userEvent.keyboard('/');
    await userEvent.keyboard('inv');
    await waitFor(() =>
      expect(asked[asked.length - 1]).toMatchObject({ q: 'inv' }),
    );
    expect(asked).not.toContainEqual(expect.objectContaining({ q: 'in' }));
  });

  it('says why it is empty, by filter or altogether', async () => {
    show(() => page([], { services: 5 }));
    expect(
      await screen.findByText('Remove a filter to see more.'),
    ).toBeInTheDocument();
  });

  it('says what is missing, and does not call unknown figures 0', async () => {
    show(() => ({
      ...page([row('inventory')], {
        unhealthy: null,
        deployments24h: null,
        rollbacks24h: null,
      }),
      missing: ['Telemetry: prometheus does not answer'],
    }));
    expect(
      await screen.findByText(/prometheus does not answer/),
    ).toBeInTheDocument();
    expect(
      (await rowOf('inventory')).getByText('not known now'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('deployment history could not be asked'),
    ).toBeInTheDocument();
  });

  it('says why it failed, and offers to try again', async () => {
    show(() => refusal(503, 'ServiceUnavailableError', 'the disk is full'));
    expect(await screen.findByText('the disk is full')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });
});
