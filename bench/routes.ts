import { randomBytes } from 'node:crypto';
import {
  Batch,
  RequestRow,
} from '../plugins/telemetry-backend-module-embedded/src/ingest/batches';
import { markOf } from '../plugins/telemetry-backend-module-embedded/src/ingest/prepareSpans';
import { EmbeddedLogSource } from '../plugins/telemetry-backend-module-embedded/src/sources/EmbeddedLogSource';
import { EmbeddedMetricSource } from '../plugins/telemetry-backend-module-embedded/src/sources/EmbeddedMetricSource';
import { EmbeddedTraceSource } from '../plugins/telemetry-backend-module-embedded/src/sources/EmbeddedTraceSource';
import { Provenances } from '../plugins/telemetry-backend-module-embedded/src/sources/Provenances';
import { createStore, quantileOf, report } from './store';

const SERVICES = 50;
const VERSIONS = 5;
const HOURS = 24;
const ROUNDS = 40;

/** One minute of the whole fleet: a request and a log line of each version of each service. */
function minuteAt(timeMs: number): Batch {
  const requests: RequestRow[] = [];
  for (let service = 0; service < SERVICES; service += 1) {
    for (let version = 0; version < VERSIONS; version += 1) {
      const traceId = randomBytes(16).toString('hex');
      requests.push({
        service: `service-${service}`,
        environment: 'production',
        version: `1.${version}.0`,
        operation: `GET /v1/things/${version}`,
        traceId,
        spanId: traceId.slice(0, 16),
        startUs: Math.round((timeMs + Math.random() * 60_000) * 1000),
        durationUs: Math.round(5_000 * Math.exp(2 * Math.random())),
        httpStatus: 200,
        error: Math.random() < 0.01,
        parentSpanId: undefined,
        kind: 2,
        answers: [],
        weight: 1,
      });
    }
  }
  return {
    hash: randomBytes(20).toString('hex'),
    bytes: 1,
    presence: requests.map(row => ({
      ...row,
      instance: 'instance-1',
      rung: 'service.version',
      firstUs: row.startUs,
      lastUs: row.startUs,
    })),
    logs: requests.map(row => ({
      ...row,
      timeUs: row.startUs,
      timeNano: 0,
      level: row.error ? 'error' : 'info',
      cut: 0,
      body: 'a line of an ordinary length about nothing in particular',
      attributes: '{"sku":"88121"}',
      identity: row.spanId,
    })),
    spans: {
      blocks: [],
      parts: requests.map(row => ({
        traceId: row.traceId,
        blockId: 'none',
        service: row.service,
        marks: markOf({ ...row, status: row.error ? 2 : 0 }),
      })),
      requests,
      traces: requests.map(row => ({
        traceId: row.traceId,
        startUs: row.startUs,
        endUs: row.startUs + row.durationUs,
        spans: 1,
        errors: 0,
        rootService: row.service,
        rootOperation: row.operation,
      })),
      callers: [],
    },
  };
}

async function main() {
  const { knex, store, close } = await createStore();
  const now = Date.now();
  process.stdout.write(
    `filling ${SERVICES} services × ${VERSIONS} versions × ${HOURS} h …\n`,
  );
  for (let minute = HOURS * 60; minute > 0; minute -= 10) {
    await store.write(
      Array.from({ length: Math.min(10, minute) }, (_, i) =>
        minuteAt(now - (minute - i) * 60_000),
      ),
    );
  }
  const provenances = new Provenances(knex);
  const metrics = new EmbeddedMetricSource(knex, provenances);
  const traces = new EmbeddedTraceSource(knex, provenances);
  const logs = new EmbeddedLogSource(knex, provenances);
  const asking = {
    signal: new AbortController().signal,
    untilMs: now + 3_600_000,
  };
  const measure = async (
    name: string,
    ask: (service: string) => Promise<unknown>,
  ) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      JSON.stringify(await ask(`service-${round % SERVICES}`), (_key, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      times.push(performance.now() - started);
    }
    report(name, `p95 ${quantileOf(times, 0.95).toFixed(0)} ms`, '≤ 100 ms');
  };
  for (const hours of [1, 24]) {
    const range = { fromMs: now - hours * 3_600_000, toMs: now };
    const of = (service: string) => ({
      services: [service],
      environments: ['production'],
      range,
    });
    const step = hours === 1 ? 60 : 900;
    await measure(`counts of the whole range, ${hours} h`, service =>
      metrics.counts({ ...of(service), step: 'whole', durations: true }),
    );
    await measure(`counts by interval, ${hours} h`, service =>
      metrics.counts({ ...of(service), step, durations: true }),
    );
    await measure(`requests, notable, ${hours} h`, service =>
      traces.requests({ ...of(service), order: 'notable', limit: 150 }, asking),
    );
    await measure(`lines, ${hours} h`, service =>
      logs.lines({ ...of(service), limit: 100 }, asking),
    );
    await measure(`lines with text, ${hours} h`, service =>
      logs.lines(
        { ...of(service), text: 'nothing like it', limit: 100 },
        asking,
      ),
    );
    await measure(`counts of lines, ${hours} h`, service =>
      logs.counts({ ...of(service), step: hours === 1 ? 60 : 1800 }, asking),
    );
    await measure(`counts of ${SERVICES} services, ${hours} h`, () =>
      metrics.counts({
        environments: ['production'],
        range,
        step: 'whole',
        durations: true,
      }),
    );
  }
  await close();
}

main();
