import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { mayRun } from '@sextant/plugin-services-common';
import { telemetryEndpoints } from '@sextant/plugin-telemetry-common';
import { EndpointClient } from '@sextant/plugin-kit-common';
import { queryWrapper } from '@sextant/plugin-kit-react';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { RiNodeTree } from '@remixicon/react';
import {
  arrivalRouteRef,
  observeRouteRef,
  traceRouteRef,
  tracesRouteRef,
} from './routes';

const telemetryApi = ApiBlueprint.make({
  name: 'client',
  params: define =>
    define({
      api: telemetryApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        new EndpointClient(telemetryEndpoints, {
          pluginId: 'telemetry',
          fetch: fetchApi.fetch,
        }),
    }),
});

const observeTab = EntityContentBlueprint.make({
  name: 'observe',
  params: {
    path: '/observe',
    title: 'Observe',
    group: 'observability',
    filter: mayRun,
    loader: () =>
      import('./components/Observe/ObserveTab').then(m => <m.ObserveTab />),
  },
});

const tracesTab = EntityContentBlueprint.make({
  name: 'traces',
  params: {
    path: '/traces',
    title: 'Traces',
    group: 'observability',
    filter: mayRun,
    loader: () =>
      import('./components/Traces/TracesTab').then(m => <m.TracesTab />),
  },
});

const logsTab = EntityContentBlueprint.make({
  name: 'logs',
  params: {
    path: '/logs',
    title: 'Logs',
    group: 'observability',
    filter: mayRun,
    loader: () => import('./components/Logs/LogsTab').then(m => <m.LogsTab />),
  },
});

const doctorTab = EntityContentBlueprint.make({
  name: 'doctor',
  params: {
    path: '/doctor',
    title: 'Doctor',
    group: 'observability',
    filter: mayRun,
    loader: () =>
      import('./components/Doctor/DoctorTab').then(m => <m.DoctorTab />),
  },
});

const callsCard = EntityCardBlueprint.make({
  name: 'calls',
  params: {
    type: 'content',
    filter: mayRun,
    loader: () =>
      import('./components/Observe/CallsCard').then(m => <m.CallsCard />),
  },
});

const tracePage = PageBlueprint.make({
  name: 'trace',
  params: {
    path: '/traces/:traceId',
    routeRef: traceRouteRef,
    noHeader: true,
    loader: () =>
      import('./components/Trace/TracePage').then(m => <m.TracePage />),
  },
});

const tracesPage = PageBlueprint.make({
  name: 'traces',
  params: {
    path: '/traces',
    routeRef: tracesRouteRef,
    title: 'Traces',
    icon: <RiNodeTree />,
    noHeader: true,
    loader: () =>
      import('./components/Traces/TracesPage').then(m => <m.TracesPage />),
  },
});

const observePage = PageBlueprint.make({
  name: 'observe',
  params: {
    path: '/observe/:namespace/:name',
    routeRef: observeRouteRef,
    noHeader: true,
    loader: () =>
      import('./components/Observe/ObservePage').then(m => <m.ObservePage />),
  },
});

const arrivalPage = PageBlueprint.make({
  name: 'arrival',
  params: {
    path: '/arrival/:namespace/:name',
    routeRef: arrivalRouteRef,
    noHeader: true,
    loader: () =>
      import('./components/Arrival/ArrivalPage').then(m => <m.ArrivalPage />),
  },
});

/** Observe, Traces, Logs and Doctor tabs and the trace page. @public */
export const telemetryPlugin = createFrontendPlugin({
  pluginId: 'telemetry',
  title: 'Telemetry',
  routes: {
    trace: traceRouteRef,
    traces: tracesRouteRef,
    observe: observeRouteRef,
    arrival: arrivalRouteRef,
  },
  info: { packageJson: () => import('../package.json') },
  extensions: [
    telemetryApi,
    queryWrapper,
    observeTab,
    tracesTab,
    logsTab,
    doctorTab,
    callsCard,
    tracePage,
    tracesPage,
    observePage,
    arrivalPage,
  ],
});
