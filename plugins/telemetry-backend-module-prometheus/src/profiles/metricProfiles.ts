import { Matcher } from '../promql/promql';

/** What a request is in somebody's metrics. */
export interface MetricProfile {
  name: string;
  /** Base names of the duration histogram, in every spelling. */
  histograms: string[];
  /** A counter with the outcome, where the histogram has none. */
  counter?: string;
  /** Of the histogram, by its base name; read from names, never guessed from values. */
  secondsPerUnit: (histogram: string) => number;
  /** Labels with the outcome, and what a failure looks like there. */
  statuses: Array<{ label: string; failed: Omit<Matcher, 'label'> }>;
  routes: string[];
  /** Which of the series are requests that the service answered. */
  only: Matcher[];
}

const HTTP_5XX = { op: '=~', value: '5..' } as const;

const unitOf = (histogram: string) =>
  /milliseconds|_ms$/.test(histogram) ? 0.001 : 1;

/**
 * The profiles, in the order in which they are taken where a service reports several.
 *
 * Sources: OpenTelemetry semantic conventions 1.23 "HTTP metrics" and Prometheus' four OTLP translation
 * strategies (otel, otel-legacy); prom-client and express-prom-bundle READMEs (prom-client);
 * OpenTelemetry collector spanmetrics connector and Tempo's metrics generator (spanmetrics); Istio
 * "Standard Metrics"; Linkerd "Proxy Metrics".
 */
export const METRIC_PROFILES: readonly MetricProfile[] = [
  {
    name: 'otel',
    histograms: [
      'http_server_request_duration_seconds',
      'http_server_request_duration',
      'http.server.request.duration_seconds',
      'http.server.request.duration',
    ],
    secondsPerUnit: () => 1,
    statuses: [{ label: 'http_response_status_code', failed: HTTP_5XX }],
    routes: ['http_route'],
    only: [],
  },
  {
    name: 'otel-legacy',
    histograms: [
      'http_server_duration_milliseconds',
      'http_server_duration',
      'http.server.duration_milliseconds',
      'http.server.duration',
    ],
    // The older convention measures in milliseconds, whether the name says so or not.
    secondsPerUnit: () => 0.001,
    statuses: [{ label: 'http_status_code', failed: HTTP_5XX }],
    routes: ['http_route', 'http_target'],
    only: [],
  },
  {
    name: 'prom-client',
    histograms: ['http_request_duration_seconds'],
    secondsPerUnit: unitOf,
    statuses: ['status_code', 'status', 'code'].map(label => ({
      label,
      failed: HTTP_5XX,
    })),
    routes: ['route', 'path', 'handler'],
    only: [],
  },
  {
    name: 'spanmetrics',
    histograms: [
      'traces_span_metrics_duration_milliseconds',
      'traces_span_metrics_duration_seconds',
      'traces_spanmetrics_latency',
    ],
    secondsPerUnit: unitOf,
    statuses: [
      {
        label: 'status_code',
        failed: { op: '=', value: 'STATUS_CODE_ERROR' },
      },
    ],
    routes: ['span_name'],
    only: [{ label: 'span_kind', op: '=', value: 'SPAN_KIND_SERVER' }],
  },
  {
    name: 'istio',
    histograms: ['istio_request_duration_milliseconds'],
    secondsPerUnit: unitOf,
    statuses: [{ label: 'response_code', failed: HTTP_5XX }],
    routes: [],
    only: [{ label: 'reporter', op: '=', value: 'destination' }],
  },
  {
    name: 'linkerd',
    histograms: ['response_latency_ms'],
    counter: 'response_total',
    secondsPerUnit: unitOf,
    statuses: [
      { label: 'classification', failed: { op: '=', value: 'failure' } },
      { label: 'status_code', failed: HTTP_5XX },
    ],
    routes: [],
    only: [{ label: 'direction', op: '=', value: 'inbound' }],
  },
];

/** Labels that name the service, the most specific first. */
export const SERVICE_LABELS = [
  'destination_canonical_service',
  'service_name',
  'service',
  'app',
  'app_kubernetes_io_name',
  'destination_workload',
  'deployment',
  'job',
];

/** Labels that name the version: the first rung of the ladder. */
export const VERSION_LABELS = [
  'service_version',
  'version',
  'app_version',
  'app_kubernetes_io_version',
  'destination_version',
];

export const ENVIRONMENT_LABELS = [
  'deployment_environment_name',
  'deployment_environment',
  'environment',
  'env',
];

export const INSTANCE_LABELS = ['service_instance_id', 'pod', 'instance'];

/** A label as it is spelt on the series: OTLP translation may keep dots. */
export function spelling(
  wanted: string,
  present: readonly string[],
): string | undefined {
  return present.find(
    label =>
      label === wanted || label.replace(/[^a-zA-Z0-9_]/g, '_') === wanted,
  );
}

/** The first of several labels that is present, as it is spelt. */
export function firstPresent(
  wanted: readonly string[],
  present: readonly string[],
): string | undefined {
  for (const label of wanted) {
    const found = spelling(label, present);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
