import {
  Diagnosis,
  Remedy,
  TelemetrySignal,
} from '@sextant/plugin-telemetry-common';
import { Question } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { EMBEDDED, Provenances } from './Provenances';
import { Conditions } from './rows';

/** Where each signal's rows are, and how many have a trace id. */
const TABLES = {
  traces: { table: 'embedded_request', time: 'start_us' },
  metrics: { table: 'embedded_request', time: 'start_us' },
  logs: { table: 'embedded_log', time: 'time_us' },
} as const;

const MAX_ROWS = 10_000;

const UNIT: Record<TelemetrySignal, string> = {
  traces: 'requests',
  metrics: 'requests (counted from server spans)',
  logs: 'lines',
};

/** What the store holds of a signal of a service, newest first, and what would improve it. */
export async function diagnoseEmbedded(
  knex: Knex,
  signal: TelemetrySignal,
  { services = [], environments, range }: Question,
): Promise<Diagnosis> {
  const { table, time } = TABLES[signal];
  const service = services[0] ?? '';
  const conditions = new Conditions()
    .in('service', [service])
    .in('environment', environments)
    .and(`${time} >= ?`, Math.trunc(range.fromMs * 1000))
    .and(`${time} < ?`, Math.ceil(range.toMs * 1000));
  const [row] = rowsOf(
    await knex.raw(
      `SELECT COUNT(*) AS items, COUNT(CASE WHEN version <> '' THEN 1 END) AS versioned,
              COUNT(CASE WHEN environment <> '' THEN 1 END) AS placed,
              COUNT(trace_id) AS traced
         FROM (SELECT version, environment, trace_id FROM ${table}
                WHERE ${conditions.sql} ORDER BY ${time} DESC LIMIT ${MAX_ROWS}) AS recent`,
      conditions.bindings,
    ),
  );
  const count = (name: string) => Number(row?.[name] ?? 0);
  const items = count('items');
  const rung = await new Provenances(knex).versionKeyOf(service, environments);
  const share = (part: number) =>
    part > 0 ? `${part} of ${items}` : undefined;
  const remedies = remediesFor(signal, service, {
    items,
    versioned: count('versioned'),
    placed: count('placed'),
    traced: count('traced'),
  });
  return {
    signal,
    source: EMBEDDED,
    state: stateOf(items, remedies.length),
    found:
      items > 0
        ? `${items === MAX_ROWS ? 'More than ' : ''}${items} ${
            UNIT[signal]
          } of ${service} in this range.`
        : `No ${UNIT[signal]} of ${service} in this range.`,
    rung: items > 0 ? rung : undefined,
    looked: [
      { what: `service.name ${service}`, found: share(items) },
      {
        what: 'service.version, version or app.version on the resource',
        found: share(count('versioned')),
      },
      {
        what: 'deployment.environment.name or deployment.environment on the resource',
        found: share(count('placed')),
      },
      ...(signal === 'logs'
        ? [{ what: 'trace id', found: share(count('traced')) }]
        : []),
    ],
    remedies,
  };
}

function remediesFor(
  signal: TelemetrySignal,
  service: string,
  found: { items: number; versioned: number; placed: number; traced: number },
): Remedy[] {
  if (found.items === 0) {
    return [sendRemedy(signal, service)];
  }
  const remedies: Remedy[] = [];
  if (found.versioned < found.items) {
    remedies.push({
      where: 'SDK',
      why: 'Some say no version.',
      line: 'OTEL_RESOURCE_ATTRIBUTES=service.version=<version>',
    });
  }
  if (found.placed < found.items) {
    remedies.push({
      where: 'SDK',
      why: 'Some say no environment.',
      line: 'OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=production',
    });
  }
  if (signal === 'logs' && found.traced === 0) {
    remedies.push({
      where: 'SDK',
      why: 'Lines carry no trace id: they cannot be shown with their trace.',
      line: 'log through an OpenTelemetry appender, e.g. @opentelemetry/instrumentation-pino',
    });
  }
  return remedies;
}

function stateOf(items: number, remedies: number): Diagnosis['state'] {
  if (items === 0) {
    return 'missing';
  }
  return remedies === 0 ? 'good' : 'partial';
}

/** How telemetry of a service gets here. */
export function sendRemedy(
  signal: TelemetrySignal,
  service: string,
  endpoint = '<portal>/api/telemetry/otlp',
): Remedy {
  return {
    where: 'SDK',
    why:
      signal === 'logs'
        ? 'No line of this name has arrived.'
        : 'No server span of this name has arrived.',
    line: `OTEL_SERVICE_NAME=${service} OTEL_RESOURCE_ATTRIBUTES=service.version=<version>,deployment.environment.name=<environment> OTEL_${
      signal === 'logs' ? 'LOGS' : 'TRACES'
    }_EXPORTER=otlp OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
  };
}
