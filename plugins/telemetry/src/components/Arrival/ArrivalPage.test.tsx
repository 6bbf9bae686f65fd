import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
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
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { arrivalRouteRef } from '../../routes';
import { ArrivalPage } from './ArrivalPage';

const nothing = <T,>(data: T) => ({
  state: 'empty' as const,
  data,
  provenance: [],
  missing: [],
  why: { reason: 'Nothing yet.' },
});
const NONE: StandInAnswers<TelemetryEndpoints> = {
  traces: () => nothing({ items: [], operations: [], cut: false }),
  versions: () => nothing({ versions: [], environments: [] }),
  logs: () => nothing({ items: [], cut: false }),
};

function show(
  answers: StandInAnswers<TelemetryEndpoints>,
  isRegistered = false,
) {
  const entities = isRegistered
    ? [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'gift-cards', namespace: 'default' },
          spec: { type: 'service' },
        },
      ]
    : [];
  renderInTestApp(
    <QueryClientProvider
      client={
        new QueryClient({ defaultOptions: { queries: { retry: false } } })
      }
    >
      <Routes>
        <Route path="/arrival/:namespace/:name" element={<ArrivalPage />} />
      </Routes>
    </QueryClientProvider>,
    {
      apis: [
        [telemetryApiRef, answeringClient(telemetryEndpoints, answers)],
        [catalogApiRef, catalogApiMock({ entities })],
      ],
      initialRouteEntries: ['/arrival/default/gift-cards'],
      mountedRoutes: {
        '/arrival/:namespace/:name': arrivalRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('where a new service is waited for', () => {
  it('says what has not come and what to do', async () => {
    show(NONE, true);
    expect(
      await screen.findByText(/Waiting for the first request/),
    ).toBeInTheDocument();
    expect(await screen.findByText('done')).toBeInTheDocument();
    expect(screen.getByText('Waiting for its first line')).toBeInTheDocument();
  });

  it('does not say that nothing came where nobody could be asked', async () => {
    show({
      ...NONE,
      logs: () => refusal(503, 'ServiceUnavailableError', 'loki is down'),
    });
    expect(
      await screen.findByText('could not be asked; asking again'),
    ).toBeInTheDocument();
  });
});
