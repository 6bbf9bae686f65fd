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
  TelemetryEndpoints,
  telemetryEndpoints,
} from '@sextant/plugin-telemetry-common';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { screen, within } from '@testing-library/react';
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
            dependencies: async () => ({
              callees: [],
              ...ok([
                {
                  caller: 'orders',
                  callerVersion: '4.1.0',
                  callee: 'inventory',
                  calleeVersion: '2.3.0',
                  kind: 'call' as const,
                  requests: 5,
                  rate: 1,
                  errorRatio: 0,
                },
              ]),
            }),
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
    expect(await row.findByText('orders')).toBeInTheDocument();
    expect(
      panel.getByRole('columnheader', { name: 'p95 ms' }),
    ).toBeInTheDocument();
    expect(
      panel.getByText(/embedded store · spans · service.version/),
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
    show({ dependencies: failed });
    const row = within(await screen.findByRole('row', { name: /2\.3\.0/ }));
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
    const row = within(await screen.findByRole('row', { name: /2\.3\.0/ }));
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
