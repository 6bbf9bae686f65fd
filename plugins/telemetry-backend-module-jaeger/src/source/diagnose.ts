import {
  Diagnosis,
  isEntrySpan,
  Remedy,
} from '@sextant/plugin-telemetry-common';
import {
  Asking,
  LadderPart,
  Question,
  RESOURCE_LADDER,
} from '@sextant/plugin-telemetry-node';
import { JaegerClient } from '../client/JaegerClient';

const SAMPLE = 10;

/** What this server holds of a service's traces, from a sample, and what would lift it. */
export async function diagnose(
  source: string,
  client: JaegerClient,
  { services: asked = [], range }: Question,
  options: Asking,
): Promise<Diagnosis> {
  const [service = ''] = asked;
  const { v1, v3 } = await client.dialects(options);
  const api = [...(v1 ? ['v1'] : []), ...(v3 ? ['v3'] : [])].join(', ');
  const services = await client.services(options);
  const base = { signal: 'traces' as const, source };
  const known = {
    what: `service.name ${service}`,
    found: services.includes(service) ? 'known' : undefined,
  };
  if (!services.includes(service)) {
    return {
      ...base,
      state: 'missing',
      found: `This server knows ${services.length} services, and not ${service}.`,
      looked: [
        { what: 'API', found: api },
        known,
        { what: 'names of services', services },
      ],
      remedies: [
        sendRemedy(service),
        {
          where: 'catalog-info.yaml',
          why: 'The service reports under another name.',
          line: 'metadata.annotations: { jaegertracing.io/service: <name in Jaeger> }',
        },
      ],
    };
  }
  const traces = await client.search(
    { service, range, attributes: {}, limit: SAMPLE },
    options,
  );
  const spans = traces
    .flatMap(trace => trace.spans)
    .filter(span => span.resource.service === service);
  const keyOf = (part: LadderPart) =>
    RESOURCE_LADDER.keys[part].find(key =>
      spans.some(span => span.resource.attributes[key] !== undefined),
    );
  const version = keyOf('version');
  const environment = keyOf('environment');
  const entries = spans.filter(isEntrySpan).length;
  const remedies: Remedy[] = [];
  if (spans.length > 0 && version !== 'service.version') {
    remedies.push({
      where: 'SDK',
      why: version
        ? `Versions stand under ${version}; searching by version needs service.version.`
        : 'Spans say no version.',
      line: 'OTEL_RESOURCE_ATTRIBUTES=service.version=<version>',
    });
  }
  if (spans.length > 0 && !environment) {
    remedies.push({
      where: 'SDK',
      why: 'Spans say no environment.',
      line: 'OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=production',
    });
  }
  if (spans.length > 0 && entries === 0) {
    remedies.push({
      where: 'SDK',
      why: 'None of its spans answers a request (kind server or consumer).',
      line: 'instrument the HTTP server, e.g. @opentelemetry/instrumentation-http',
    });
  }
  return {
    ...base,
    state: stateOf(spans.length, remedies.length),
    found:
      spans.length > 0
        ? `${spans.length} spans of ${service} in a sample of ${traces.length} traces.`
        : `${service} is known, but has no traces in this range.`,
    rung: version,
    looked: [
      { what: 'API', found: api },
      known,
      {
        what: `version (${RESOURCE_LADDER.keys.version.join(', ')})`,
        found: version,
      },
      {
        what: `environment (${RESOURCE_LADDER.keys.environment.join(', ')})`,
        found: environment,
      },
      {
        what: 'server or consumer spans',
        found: entries > 0 ? String(entries) : undefined,
      },
    ],
    remedies,
  };
}

function stateOf(spans: number, remedies: number): Diagnosis['state'] {
  if (spans === 0) {
    return 'missing';
  }
  return remedies === 0 ? 'good' : 'partial';
}

/** How a service's spans get here. */
export function sendRemedy(service: string): Remedy {
  return {
    where: 'SDK',
    why: 'No span of this name has arrived.',
    line: `OTEL_SERVICE_NAME=${service} OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_ENDPOINT=<collector>:4318`,
  };
}
