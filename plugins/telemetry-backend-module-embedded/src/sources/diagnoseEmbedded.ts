import {
  Diagnosis,
  Remedy,
  TelemetrySignal,
  UNVERSIONED,
} from '@sextant/plugin-telemetry-common';
import { Scope } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';

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

/** What the store holds of a signal of a service, and what would lift it. */
export async function diagnoseEmbedded(
  knex: Knex,
  source: string,
  signal: TelemetrySignal,
  { service, range }: Scope,
): Promise<Diagnosis> {
  const { table, time } = TABLES[signal];
  const [row] = rowsOf(
    await knex.raw(
      `SELECT COUNT(*) AS items, COUNT(CASE WHEN version <> ? THEN 1 END) AS versioned,
              COUNT(CASE WHEN environment <> 'default' THEN 1 END) AS placed,
              COUNT(trace_id) AS traced
         FROM (SELECT version, environment, trace_id FROM ${table}
                WHERE service = ? AND ${time} >= ? AND ${time} < ? LIMIT ${MAX_ROWS}) AS recent`,
      [
        UNVERSIONED,
        service,
        Math.trunc(range.fromMs * 1000),
        Math.ceil(range.toMs * 1000),
      ],
    ),
  );
  const count = (name: string) => Number(row?.[name] ?? 0);
  const items = count('items');
  const rungs = rowsOf(
    await knex.raw(
      `SELECT rung FROM embedded_presence WHERE service = ? GROUP BY rung ORDER BY MAX(last_us) DESC`,
      [service],
    ),
  ).map(({ rung }) => String(rung));
  const rung = rungs.find(name => name !== UNVERSIONED) ?? rungs[0];
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
    source,
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
    return [
      {
        where: 'SDK',
        why:
          signal === 'logs'
            ? 'No line of this name has arrived.'
            : 'No server span of this name has arrived.',
        line: `OTEL_SERVICE_NAME=${service} OTEL_${
          signal === 'logs' ? 'LOGS' : 'TRACES'
        }_EXPORTER=otlp OTEL_EXPORTER_OTLP_ENDPOINT=<portal>/api/telemetry/otlp`,
      },
    ];
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
