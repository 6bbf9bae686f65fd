import { Diagnosis, Remedy } from '@sextant/plugin-telemetry-common';
import { Asking, Question } from '@sextant/plugin-telemetry-node';
import { LokiClient, rangeNano } from '../client/LokiClient';
import { LokiConfig } from '../config';
import { VersionPlace } from '../logql/LineLadder';
import { selector } from '../logql/logql';
import { readLine } from './readLine';

const SAMPLE = 50;

/** What this server holds of a service's lines, from a sample, and what would lift it. */
export async function diagnose(
  source: string,
  client: LokiClient,
  { serviceLabel }: LokiConfig,
  { services: asked = [], range }: Question,
  options: Asking,
): Promise<Diagnosis> {
  const [service = ''] = asked;
  const nano = rangeNano(range);
  const [services, raw] = await Promise.all([
    client.labelValues(serviceLabel, nano, options),
    client.lines(selector(serviceLabel, [service]), nano, SAMPLE, options),
  ]);
  const base = { signal: 'logs' as const, source };
  const known = {
    what: `stream label ${serviceLabel}="${service}"`,
    found: services.includes(service) ? 'known' : undefined,
  };
  if (raw.length === 0) {
    return {
      ...base,
      state: 'missing',
      found: services.includes(service)
        ? `${service} is known, but has no lines in this range.`
        : `This server has streams of ${services.length} services in this range, none of ${service}.`,
      looked: [known, { what: 'names of services', services }],
      remedies: [
        sendRemedy(service),
        {
          where: 'app-config.yaml',
          why: 'Streams name services by another label.',
          line: 'telemetry.loki.upstreams[].serviceLabel: app',
        },
      ],
    };
  }
  const lines = raw.map(line => readLine(line, serviceLabel));
  const share = (count: number) =>
    count > 0 ? `${count} of ${lines.length} lines` : undefined;
  const onRung = (rung: VersionPlace) =>
    lines.filter(({ reading }) => reading.versionPlace === rung).length;
  const traced = lines.filter(({ row }) => row.traceId).length;
  const levelled = lines.filter(({ row }) => row.level !== 'unknown').length;
  const rungs: VersionPlace[] = [
    'structured metadata',
    'stream label',
    'field in the JSON line',
  ];
  const rung = rungs.find(candidate => onRung(candidate) > 0);
  const remedies = remediesFor(rung, traced, levelled);
  return {
    ...base,
    state: remedies.length === 0 ? 'good' : 'partial',
    found: `${lines.length} lines of ${service} in a sample.`,
    rung,
    looked: [
      known,
      ...rungs.map(candidate => ({
        what: `version in ${candidate}`,
        found: share(onRung(candidate)),
      })),
      { what: 'level', found: share(levelled) },
      { what: 'trace id', found: share(traced) },
    ],
    remedies,
  };
}

function remediesFor(
  rung: VersionPlace | undefined,
  traced: number,
  levelled: number,
): Remedy[] {
  const remedies: Remedy[] = [];
  if (!rung) {
    remedies.push({
      where: 'SDK',
      why: 'Lines say no version.',
      line: 'OTEL_RESOURCE_ATTRIBUTES=service.version=<version>',
    });
  }
  if (rung === 'field in the JSON line') {
    remedies.push({
      where: 'collector',
      why: 'The version stands inside the line: every question by version parses all lines.',
      line: 'stage.structured_metadata { values = { service_version = "version" } }',
    });
  }
  if (traced === 0) {
    remedies.push({
      where: 'SDK',
      why: 'Lines carry no trace id: they cannot be shown with their trace.',
      line: 'log through an OpenTelemetry appender, e.g. @opentelemetry/instrumentation-pino',
    });
  }
  if (levelled === 0) {
    remedies.push({
      where: 'Loki',
      why: 'Lines have no level.',
      line: 'limits_config: { discover_log_levels: true }',
    });
  }
  return remedies;
}

/** How a service's lines get here. */
export function sendRemedy(service: string): Remedy {
  return {
    where: 'SDK',
    why: 'No line of this name has arrived.',
    line: `OTEL_SERVICE_NAME=${service} OTEL_LOGS_EXPORTER=otlp OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=<loki>/otlp/v1/logs`,
  };
}
