import { Matcher } from '../promql/promql';

/** What a request is in somebody's metrics. */
export interface MetricProfile {
  name: string;
  /**
   * Who counts: the application itself, or a proxy or collector beside it. Where both count a service's
   * requests they are the same requests: the application's are taken.
   */
  level: 'application' | 'proxy';
  /** Base names of the duration histogram or summary, in every spelling. */
  histograms: string[];
  /** Counters of the same requests, taken where there is no histogram, or where it has no outcome. */
  counters: string[];
  /** True where the histogram does not tell how requests went: the counter is always taken. */
  countsByCounter?: boolean;
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
 * Micrometer "Timers" and Spring Boot "Metrics" (micrometer); grpc-ecosystem's server metrics, whose failures
 * are those that OpenTelemetry's conventions call a server's (grpc); OpenTelemetry collector spanmetrics connector and Tempo's metrics generator (spanmetrics); Istio
 * "Standard Metrics"; Linkerd "Proxy Metrics".
 */
export const METRIC_PROFILES: readonly MetricProfile[] = [
  {
    name: 'otel',
    level: 'application',
    counters: [],
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
    level: 'application',
    counters: [],
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
    level: 'application',
    counters: ['http_requests_total', 'http_request_total'],
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
    name: 'micrometer',
    level: 'application',
    counters: [],
    histograms: ['http_server_requests_seconds', 'http_server_requests'],
    secondsPerUnit: () => 1,
    statuses: [
      { label: 'status', failed: HTTP_5XX },
      { label: 'outcome', failed: { op: '=', value: 'SERVER_ERROR' } },
    ],
    routes: ['uri'],
    only: [],
  },
  {
    name: 'grpc',
    level: 'application',
    counters: ['grpc_server_handled_total'],
    countsByCounter: true,
    histograms: ['grpc_server_handling_seconds'],
    secondsPerUnit: () => 1,
    statuses: [
      {
        label: 'grpc_code',
        failed: {
          op: '=~',
          value:
            'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss',
        },
      },
    ],
    routes: ['grpc_method'],
    only: [],
  },
  {
    name: 'spanmetrics',
    level: 'proxy',
    counters: [
      'traces_span_metrics_calls_total',
      'traces_spanmetrics_calls_total',
      'calls_total',
    ],
    histograms: [
      'traces_span_metrics_duration_milliseconds',
      'traces_span_metrics_duration_seconds',
      'traces_spanmetrics_latency',
      'traces_spanmetrics_duration_milliseconds',
      'traces_spanmetrics_duration_seconds',
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
    level: 'proxy',
    counters: ['istio_requests_total'],
    histograms: ['istio_request_duration_milliseconds'],
    secondsPerUnit: unitOf,
    statuses: [{ label: 'response_code', failed: HTTP_5XX }],
    routes: [],
    only: [{ label: 'reporter', op: '=', value: 'destination' }],
  },
  {
    name: 'linkerd',
    level: 'proxy',
    counters: ['response_total'],
    countsByCounter: true,
    histograms: ['response_latency_ms'],
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

/** Those of several labels that are present, as they are spelt, in the order wanted. */
export function spellings(
  wanted: readonly string[],
  present: readonly string[],
): string[] {
  return wanted.flatMap(label => spelling(label, present) ?? []);
}
