import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  DeploymentRecord,
  DeploymentsEndpoints,
  deploymentsEndpoints,
} from '@sextant/plugin-deployments-common';
import { deploymentsApiRef } from '@sextant/plugin-deployments-react';
import {
  answeringClient,
  refusal,
  StandInAnswers,
} from '@sextant/plugin-kit-common/testUtils';
import {
  Calls,
  OperationFigures,
  TelemetryEndpoints,
  telemetryEndpoints,
} from '@sextant/plugin-telemetry-common';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { traceRouteRef } from '../../routes';
import { unregisteredSubject } from '../../model/serviceSubject';
import { ObserveView } from './ObserveView';

const provenance = [
  { source: 'embedded store', rung: 'spans · service.version', warnings: [] },
];
const ok = <T,>(data: T) => ({
  state: 'ok' as const,
  data,
  provenance,
  missing: [],
});
const empty = <T,>(data: T, reason: string, fix: string) => ({
  ...ok(data),
  state: 'empty' as const,
  why: { reason, fix },
});

const figures = (version: string, errorRatio: number, p95: number) => ({
  version,
  environment: 'production',
  requests: 100,
  rate: 2,
  errorRatio,
  p50: 0.01,
  p95,
  p99: p95,
  share: 0.5,
  instances: 1,
  firstSeen: '2026-11-21T13:00:00.000Z',
  lastSeen: '2026-11-21T14:00:00.000Z',
});

const noMetrics = {
  fromMs: 0,
  toMs: 3_600_000,
  stepSeconds: 60,
  groupBy: 'version' as const,
  timesMs: [],
  series: [],
  exemplars: [],
  runtime: [],
};

const OPERATIONS: OperationFigures[] = [
  {
    ...figures('2.3.0', 0.578, 2.797),
    operation: 'POST /v2/reservations',
    timeShare: 0.7,
    change: {
      version: '2.2.0',
      requests: 300,
      errorRatio: 0,
      p95: 0.064,
      sigmas: 20,
    },
  },
  {
    ...figures('2.2.0', 0, 0.064),
    operation: 'POST /v2/reservations',
    timeShare: 0.3,
  },
];

const CALLS: Calls = {
  calls: [
    {
      version: '2.3.0',
      environment: 'production',
      operation: 'POST /v2/reservations',
      requests: 100,
      attributed: 75,
      unattributed: 25,
      callers: [
        {
          service: 'orders',
          version: '4.1.0',
          environment: 'production',
          entityRef: 'component:default/orders',
          owner: 'group:default/team-checkout',
          kind: 'call',
          requests: 75,
          rate: 1.5,
          errorRatio: 0.04,
          lastSeen: '2026-11-21T14:00:00.000Z',
        },
      ],
    },
  ],
  callees: [
    {
      service: 'stock-db',
      version: '16.2',
      environment: 'production',
      kind: 'call',
      requests: 20,
      rate: 0.4,
      errorRatio: null,
      lastSeen: null,
      callerVersion: '2.3.0',
      operation: null,
    },
  ],
};

const failed = () =>
  refusal(503, 'ServiceUnavailableError', 'the disk is full');

const record = (changes: Partial<DeploymentRecord>): DeploymentRecord => ({
  id: `${changes.version} ${changes.kind} ${changes.startedAt}`,
  service: 'component:default/inventory',
  version: '2.3.0',
  environment: 'production',
  kind: 'deployment',
  status: 'succeeded',
  startedAt: '2026-11-21T13:30:00.000Z',
  evidence: [],
  sources: ['ci'],
  confidence: 1,
  recordedAt: '2026-11-21T13:30:00.000Z',
  ...changes,
});

function show(
  client: StandInAnswers<TelemetryEndpoints>,
  ledger: StandInAnswers<DeploymentsEndpoints> = {
    list: () => ({ items: [] }),
  },
) {
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false } },
  });
  renderInTestApp(
    <QueryClientProvider client={queryClient}>
      <ObserveView subject={unregisteredSubject('default', 'inventory')} />
    </QueryClientProvider>,
    {
      apis: [
        [
          telemetryApiRef,
          answeringClient(telemetryEndpoints, {
            versions: async () =>
              ok({
                versions: [
                  figures('2.2.0', 0.002, 0.074),
                  figures('2.3.0', 0.162, 0.611),
                ],
                environments: ['production'],
              }),
            metrics: async () => ok(noMetrics),
            traces: async () =>
              empty(
                { items: [], operations: [], cut: false },
                'No traces.',
                'Wait',
              ),
            logVolume: async () =>
              empty(
                { ...noMetrics, series: [] },
                'No log lines.',
                'OTEL_LOGS_EXPORTER=otlp',
              ),
            logs: async () =>
              empty({ items: [], cut: false }, 'No log lines.', ''),
            operations: async () => ok({ operations: OPERATIONS }),
            calls: async () => ok(CALLS),
            alerts: async () =>
              empty({ alerts: [], rules: [] }, 'No alert fires.', ''),
            ...client,
          }),
        ],
        [deploymentsApiRef, answeringClient(deploymentsEndpoints, ledger)],
      ],
      mountedRoutes: {
        '/traces/:traceId': traceRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

/** The row of a version in the panel of versions. */
async function versionRow(version: string) {
  const panel = within(
    await screen.findByRole('region', { name: /^Versions/ }),
  );
  return panel.findByRole('row', { name: new RegExp(version) });
}

describe('ObserveView', () => {
  beforeAll(() => {
    global.ResizeObserver ??= class {
      observe() {}
      unobserve() {}
      disconnect() {}
    };
  });

  it('sets the versions side by side, with units and who calls them', async () => {
    show({});
    const panel = within(
      await screen.findByRole('region', { name: /^Versions/ }),
    );
    const row = within(await panel.findByRole('row', { name: /2\.3\.0/ }));
    expect(row.getByText('16.2 %')).toBeInTheDocument();
    expect(row.getAllByText('611')).toHaveLength(2);
    expect(await row.findByText('orders · 25 % not known')).toBeInTheDocument();
    expect(
      panel.getByRole('columnheader', { name: 'p95 ms' }),
    ).toBeInTheDocument();
    expect(
      panel.getByText(/embedded store · spans · service.version/),
    ).toBeInTheDocument();
  });

  it('shows of a version that came in the range what it does since', async () => {
    show({
      versions: async () =>
        ok({
          versions: [
            {
              ...figures('2.3.0', 0, 0.1),
              share: 0.048,
              rate: 0.07,
              since: { share: 0.12, rate: 0.2 },
            },
          ],
          environments: ['production'],
        }),
    });
    const row = within(await versionRow('2.3.0'));
    expect(row.getByText('12 %')).toHaveAttribute(
      'title',
      expect.stringContaining('over the whole range 4.8 %'),
    );
    expect(row.getByText('0.2')).toBeInTheDocument();
  });

  it('shows what changed with a version, and narrows every panel to an operation', async () => {
    const asked: unknown[] = [];
    show({
      metrics: async query => {
        asked.push(query);
        return ok(noMetrics);
      },
    });
    const panel = within(
      await screen.findByRole('region', { name: /^Operations/ }),
    );
    expect(
      await panel.findByText('errors +57.8 points · p95 × 44 vs 2.2.0'),
    ).toBeInTheDocument();
    const [first] = panel.getAllByRole('button', {
      name: 'POST /v2/reservations',
    });
    await userEvent.click(first);
    expect(first).toHaveAttribute('aria-pressed', 'true');
    await waitFor(() =>
      expect(asked).toContainEqual(
        expect.objectContaining({ operation: 'POST /v2/reservations' }),
      ),
    );
    await userEvent.click(
      screen.getByRole('button', { name: /Show all operations, not only/ }),
    );
    await waitFor(() => expect(first).toHaveAttribute('aria-pressed', 'false'));
  });

  it('sorts by a column, both ways, by keyboard alone', async () => {
    show({});
    const panel = within(
      await screen.findByRole('region', { name: /^Operations/ }),
    );
    const table = await panel.findByRole('grid', {
      name: 'Operations by version',
    });
    const versions = () =>
      within(table)
        .getAllByRole('row')
        .slice(1)
        .map(row => within(row).getByText(/^2\.\d\.0$/).textContent);
    expect(versions()).toEqual(['2.3.0', '2.2.0']);
    const version = within(table).getByRole('columnheader', {
      name: 'Version',
    });
    act(() => version.focus());
    await userEvent.keyboard('{Enter}');
    expect(versions()).toEqual(['2.2.0', '2.3.0']);
    await userEvent.keyboard('{Enter}');
    expect(versions()).toEqual(['2.3.0', '2.2.0']);
  });

  it('shows who calls it with their owner, whom it calls, and what no caller accounts for', async () => {
    show({});
    const callers = within(
      await screen.findByRole('region', { name: /^Callers/ }),
    );
    const row = within(await callers.findByRole('row', { name: /orders/ }));
    expect(row.getByText('1.5')).toBeInTheDocument();
    expect(row.getByText('4 %')).toBeInTheDocument();
    expect(await row.findByText(/team-checkout/)).toBeInTheDocument();
    expect(
      callers.getByText(/25 requests without a known caller/),
    ).toBeInTheDocument();
    const callees = within(screen.getByRole('region', { name: /^Callees/ }));
    const callee = within(callees.getByRole('row', { name: /stock-db/ }));
    expect(callee.getByText('not registered')).toBeInTheDocument();
    expect(callee.getByText('not known')).toBeInTheDocument();
  });

  it('says that a source does not tell of other callers, rather than that there are none', async () => {
    show({
      calls: async () =>
        ok({
          callees: [],
          calls: [
            {
              ...CALLS.calls[0],
              requests: null,
              unattributed: null,
              operation: null,
            },
          ],
        }),
    });
    const callers = within(
      await screen.findByRole('region', { name: /^Callers/ }),
    );
    expect(
      await callers.findByText(/the source does not tell/),
    ).toBeInTheDocument();
  });

  it('says "more than" of a duration above the largest bucket, and nothing more of the others', async () => {
    show({
      versions: async () =>
        ok({
          versions: [
            { ...figures('2.2.0', 0, 10), beyond: ['p99' as const] },
            figures('2.3.0', 0, 10),
          ],
          environments: ['production'],
        }),
    });
    const panel = within(
      await screen.findByRole('region', { name: /^Versions/ }),
    );
    const beyond = await panel.findByRole('row', { name: /2\.2\.0/ });
    expect(within(beyond).getAllByText(/^> /)).toHaveLength(1);
    const within10 = panel.getByRole('row', { name: /2\.3\.0/ });
    expect(within(within10).queryByText(/^> /)).not.toBeInTheDocument();
  });

  it('says in an empty panel why it is empty and what would fill it', async () => {
    show({});
    const logs = within(await screen.findByRole('region', { name: /^Logs/ }));
    expect(await logs.findByText('No log lines.')).toBeInTheDocument();
    expect(logs.getByText('OTEL_LOGS_EXPORTER=otlp')).toBeInTheDocument();
  });

  it('keeps a failure in its own panel, with the reason and a way to try again', async () => {
    show({ traces: failed });
    const traces = within(
      await screen.findByRole('region', { name: /^Traces/ }),
    );
    expect(await traces.findByText('the disk is full')).toBeInTheDocument();
    expect(
      traces.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(await screen.findByText('16.2 %')).toBeInTheDocument();
  });

  it('does not say that nothing changed where the ledger does not answer', async () => {
    show({}, { list: failed });
    const ribbon = within(
      await screen.findByRole('region', { name: 'Changes' }),
    );
    expect(
      await ribbon.findByText('changes not known: the disk is full'),
    ).toBeInTheDocument();
    expect(ribbon.queryByText(/no change/)).not.toBeInTheDocument();
  });

  it('does not say that nobody calls a version where the calls are not known', async () => {
    show({ calls: failed });
    const row = within(await versionRow('2.3.0'));
    expect(
      await row.findByText('not known: the disk is full'),
    ).toBeInTheDocument();
    expect(row.queryByText('none seen')).not.toBeInTheDocument();
  });

  it('says that alerts are not known, and nothing where none fires', async () => {
    show({ alerts: failed });
    expect(
      await screen.findByText('Alerts not known: the disk is full'),
    ).toBeInTheDocument();
  });

  it('says why there are no lines below a volume that is known', async () => {
    show({
      logVolume: () =>
        ok({ ...noMetrics, series: [{ level: 'info', counts: [] }] }),
      logs: failed,
    });
    const logs = within(await screen.findByRole('region', { name: /^Logs/ }));
    expect(
      await logs.findByText('Lines could not be loaded'),
    ).toBeInTheDocument();
    expect(logs.getByText('the disk is full')).toBeInTheDocument();
  });

  it('takes for a deployment what made the version live here, and not what came after it', async () => {
    show(
      {},
      {
        list: () => ({
          items: [
            record({ kind: 'config', actor: 'changer' }),
            record({ status: 'failed', actor: 'failer' }),
            record({ environment: 'staging', actor: 'stager' }),
            record({ actor: 'ada', commit: 'b7aa1201c0ffee' }),
          ],
        }),
      },
    );
    const row = within(await versionRow('2.3.0'));
    expect(await row.findByText(/by ada · b7aa120$/)).toBeInTheDocument();
  });

  it('asks the ledger for the changes of its range', async () => {
    const asked: unknown[] = [];
    show(
      {},
      {
        list: query => {
          asked.push(query);
          return { items: [] };
        },
      },
    );
    await screen.findByText('no change recorded in this range');
    expect(asked).toContainEqual(
      expect.objectContaining({ from: 'now-1h', to: 'now' }),
    );
  });
});
