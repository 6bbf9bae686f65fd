import { Diagnosis, Remedy } from '@sextant/plugin-telemetry-common';
import { Scope } from '@sextant/plugin-telemetry-node';
import {
  METRIC_PROFILES,
  SERVICE_LABELS,
  VERSION_LABELS,
} from '../profiles/metricProfiles';
import { RequestFamily } from '../profiles/RequestFamilies';
import { RequestMetrics } from '../profiles/ServiceMetrics';
import { rungOf } from './PrometheusMetricSource';

/** What this server holds of a service's requests, and what would lift it. */
export function diagnose(
  source: string,
  { service }: Scope,
  families: readonly RequestFamily[],
  metrics: RequestMetrics | undefined,
): Diagnosis {
  const base = { signal: 'metrics' as const, source };
  const profiles = METRIC_PROFILES.map(({ name, histograms }) => ({
    what: `profile ${name}: ${histograms[0]}`,
    found: families.find(({ profile }) => profile.name === name)?.histogram,
  }));
  if (families.length === 0) {
    return {
      ...base,
      state: 'missing',
      found: 'This server holds no request metrics of any profile.',
      looked: profiles,
      remedies: [scrapeRemedy(service), otlpRemedy()],
    };
  }
  if (!metrics) {
    return {
      ...base,
      state: 'missing',
      found: `Request metrics are there, but none names ${service}.`,
      looked: [
        ...profiles,
        ...SERVICE_LABELS.map(label => ({
          what: `label ${label}="${service}"`,
          found: namesUnder(families, label),
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
  const { versions, status, environment } = metrics;
  const remedies: Remedy[] = [];
  if (!versions.series) {
    remedies.push(...versionRemedies(versions.info !== undefined));
  }
  if (!status) {
    remedies.push({
      where: 'SDK',
      why: 'Requests carry no status: errors cannot be told apart.',
      line: `label ${metrics.family.profile.statuses[0].label} on ${metrics.family.histogram}`,
    });
  }
  if (!environment) {
    remedies.push({
      where: 'Prometheus',
      why: 'Series carry no environment.',
      line: 'scrape_configs[].static_configs[].labels: { deployment_environment_name: production }',
    });
  }
  const named = versions.series ?? versions.info;
  return {
    ...base,
    state: named && remedies.length === 0 ? 'good' : 'partial',
    found: `${metrics.family.histogram} (${kindOf(metrics)}) names ${service}${
      named ? ' and its versions' : ', but no version'
    }.`,
    rung: rungOf(metrics),
    looked: [
      ...profiles,
      {
        what: `version label on the series (${VERSION_LABELS.join(', ')})`,
        found: versions.series,
      },
      {
        what: 'target_info with service_version, joined on (job, instance)',
        found: versions.info,
      },
      { what: 'status label', found: status },
      { what: 'environment label', found: environment },
    ],
    remedies,
  };
}

function kindOf({ family }: RequestMetrics): string {
  if (family.hasClassic && family.hasNative) {
    return 'classic and native histograms';
  }
  return family.hasNative ? 'native histogram' : 'classic histogram';
}

function namesUnder(
  families: readonly RequestFamily[],
  label: string,
): string | undefined {
  const values = families.flatMap(({ services }) =>
    services
      .filter(entry => entry.label === label)
      .flatMap(entry => [...entry.values]),
  );
  return values.length > 0
    ? `other names: ${[...new Set(values)].slice(0, 5).join(', ')}`
    : undefined;
}

function scrapeRemedy(service: string): Remedy {
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

function versionRemedies(hasInfo: boolean): Remedy[] {
  const promote: Remedy = {
    where: 'Prometheus',
    why: hasInfo
      ? 'Versions are joined from target_info at every question; promoted to a label they need no join.'
      : 'Resource attributes of OTLP metrics are dropped unless promoted.',
    line: 'otlp: { promote_resource_attributes: [service.version, deployment.environment.name] }',
  };
  return hasInfo
    ? [promote]
    : [
        promote,
        {
          where: 'SDK',
          why: 'Metrics say no version.',
          line: 'OTEL_RESOURCE_ATTRIBUTES=service.version=<version>',
        },
      ];
}
