import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ResponseError } from '@backstage/errors';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  deploymentsApiRef,
  telemetryApiRef,
} from '@sextant/plugin-telemetry-react';
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

async function failed(): Promise<never> {
  throw await ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name: 'ServiceUnavailableError', message: 'the disk is full' },
        response: { statusCode: 503 },
      }),
      { status: 503, headers: { 'content-type': 'application/json' } },
    ),
  );
}

function show(client: object) {
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
          {
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
            ...client,
          },
        ],
        [deploymentsApiRef, { list: async () => ({ items: [] }) }],
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
});
