import { Diagnosis, Remedy } from '@sextant/plugin-telemetry-common';
import { CountRow } from '@sextant/plugin-telemetry-node';
import {
  METRIC_PROFILES,
  SERVICE_LABELS,
  VERSION_LABELS,
} from '../profiles/metricProfiles';
import { Held } from '../profiles/ServerMetrics';
import { versionSourceOf } from './PrometheusMetricSource';

/** What is known of a service for its diagnosis. */
export interface Examined {
  source: string;
  service: string;
  held: Held;
  /** Its requests in the range. */
  rows: readonly CountRow[];
  /** Services that were found, by the label that names them. */
  names: ReadonlyMap<string, readonly string[]>;
}

/** What this server holds of a service's requests, and what would improve it. */
export function diagnose(examined: Examined): Diagnosis {
  const { source, service, held, rows, names } = examined;
  const base = { signal: 'metrics' as const, source };
  const profiles = METRIC_PROFILES.map(({ name, histograms }) => ({
    what: `profile ${name}: ${histograms[0]}`,
    found: held.families.find(({ profile }) => profile.name === name)?.id,
  }));
  if (held.families.length === 0) {
    return {
      ...base,
      state: 'missing',
      found: 'This server holds no request metrics of any profile.',
      looked: profiles,
      remedies: [scrapeRemedy(service), otlpRemedy()],
    };
  }
  if (rows.length === 0) {
    return {
      ...base,
      state: 'missing',
      found: `Request metrics are there, but none names ${service}.`,
      looked: [
        ...profiles,
        ...SERVICE_LABELS.map(label => ({
          what: `label ${label}="${service}"`,
          services: [...(names.get(label) ?? [])],
        })),
      ],
      remedies: [
        scrapeRemedy(service),
        {
          where: 'catalog-info.yaml',
          why: 'The service reports under another name.',
          line: 'metadata.annotations: { opentelemetry.io/service-name: <name in the metrics> }',
        },
      ],
    };
  }
  const hasVersions = rows.some(({ version }) => version);
  const hasAll = rows.every(({ version }) => version);
  const hasEnvironment = rows.some(({ environment }) => environment);
  const hasOutcome = rows.some(({ failed }) => failed !== undefined);
  const remedies: Remedy[] = [
    ...(hasAll ? [] : versionRemedies(held.ladder.isJoined)),
    ...(hasOutcome ? [] : [outcomeRemedy(held)]),
    ...(hasEnvironment ? [] : [environmentRemedy()]),
  ];
  return {
    ...base,
    state: hasVersions && remedies.length === 0 ? 'good' : 'partial',
    found: `${held.families.map(({ id }) => id).join(', ')} names ${service}${
      hasVersions ? ' and its versions' : ', but no version'
    }.`,
    rung: versionSourceOf(held),
    looked: [
      ...profiles,
      {
        what: `version label on the series (${VERSION_LABELS.join(
          ', ',
        )}), or on target_info of the same job and instance`,
        found: hasVersions ? held.ladder.versionSource : undefined,
      },
      { what: 'status label', found: hasOutcome ? 'told' : undefined },
      { what: 'environment label', found: hasEnvironment ? 'told' : undefined },
    ],
    remedies,
  };
}

/** How a service's metrics get here. */
export function scrapeRemedy(service: string): Remedy {
  return {
    where: 'Prometheus',
    why: 'The service is not scraped, or its series do not name it.',
    line: `scrape_configs: [{ job_name: ${service}, static_configs: [{ targets: ['${service}:8080'], labels: { service: ${service} } }] }]`,
  };
}

function otlpRemedy(): Remedy {
  return {
    where: 'SDK',
    why: 'OpenTelemetry’s HTTP instrumentation reports http.server.request.duration.',
    line: 'OTEL_METRICS_EXPORTER=otlp OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=<prometheus>/api/v1/otlp/v1/metrics',
  };
}

function outcomeRemedy({ families }: Held): Remedy {
  const [{ profile, id }] = families;
  return {
    where: 'SDK',
    why: 'Requests carry no status: errors cannot be told apart.',
    line: `label ${profile.statuses[0].label} on ${id}`,
  };
}

function environmentRemedy(): Remedy {
  return {
    where: 'Prometheus',
    why: 'Series carry no environment.',
    line: 'scrape_configs[].static_configs[].labels: { deployment_environment_name: production }',
  };
}

function versionRemedies(isJoined: boolean): Remedy[] {
  const promote: Remedy = {
    where: 'Prometheus',
    why: isJoined
      ? 'Some versions are joined from target_info at every question; promoted to a label they need no join.'
      : 'Resource attributes of OTLP metrics are dropped unless promoted.',
    line: 'otlp: { promote_resource_attributes: [service.version, deployment.environment.name] }',
  };
  return [
    promote,
    {
      where: 'SDK',
      why: 'Some metrics say no version.',
      line: 'OTEL_RESOURCE_ATTRIBUTES=service.version=<version>',
    },
  ];
}
