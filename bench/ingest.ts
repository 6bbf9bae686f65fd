import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import protobuf from 'protobufjs';
import { OTLP_DESCRIPTOR } from '../plugins/telemetry-backend-module-embedded/src/otlp/descriptor';
import type { IngestQueue } from '../plugins/telemetry-backend-module-embedded/src/ingest/IngestQueue';
import { EmbeddedLogSource } from '../plugins/telemetry-backend-module-embedded/src/sources/EmbeddedLogSource';
import { Provenances } from '../plugins/telemetry-backend-module-embedded/src/sources/Provenances';
import type { EmbeddedStore } from '../plugins/telemetry-backend-module-embedded/src/store/EmbeddedStore';
import { createStore, report } from './store';

const SERVICES = 50;
const SPANS_PER_TRACE = 10;
const SPANS_PER_REQUEST = 1_000;
const REQUESTS = 140;
const SENDERS = 8;
const LINES = 500_000;
const LINES_PER_BATCH = 5_000;

const requestType =
  protobuf.Root.fromJSON(OTLP_DESCRIPTOR).lookupType('TracesRequest');
const text = (key: string, value: string) => ({
  key,
  value: { stringValue: value },
});

/** An export request as a collector sends it: traces over several services, six attributes a span. */
function exportRequest(): Buffer {
  const now = BigInt(Date.now()) * 1_000_000n;
  const byService = new Map<number, object[]>();
  for (let trace = 0; trace < SPANS_PER_REQUEST / SPANS_PER_TRACE; trace += 1) {
    const traceId = randomBytes(16);
    let parentSpanId: Buffer | undefined;
    for (let span = 0; span < SPANS_PER_TRACE; span += 1) {
      const service = (trace + Math.floor(span / 2)) % SERVICES;
      const spanId = randomBytes(8);
      const spans = byService.get(service) ?? [];
      byService.set(service, spans);
      spans.push({
        traceId,
        spanId,
        parentSpanId,
        name: 'GET /v1/things/{id}',
        kind: span % 2 === 0 ? 2 : 3,
        startTimeUnixNano: String(now - BigInt((100 - span) * 1_000_000)),
        endTimeUnixNano: String(now - BigInt((50 - span) * 1_000_000)),
        attributes: [
          text('http.route', '/v1/things/{id}'),
          text('http.request.method', 'GET'),
          text('url.path', `/v1/things/${trace}`),
          { key: 'http.response.status_code', value: { intValue: 200 } },
          text('server.address', `host-${span}`),
          text('user.id', spanId.toString('hex')),
        ],
      });
      parentSpanId = spanId;
    }
  }
  const resourceSpans = [...byService].map(([service, spans]) => ({
    resource: {
      attributes: [
        text('service.name', `service-${service}`),
        text('service.version', `1.${service % 5}.0`),
        text('service.instance.id', `instance-${service}`),
        text('deployment.environment.name', 'production'),
      ],
    },
    scopeSpans: [{ scope: { name: 'bench' }, spans }],
  }));
  return Buffer.from(
    requestType.encode(requestType.fromObject({ resourceSpans })).finish(),
  );
}

/** Ten people watch the log of a service that has written half a million lines. */
async function openTails(store: EmbeddedStore, queue: IngestQueue) {
  const startUs = Date.now() * 1000 - LINES;
  for (let from = 0; from < LINES; from += LINES_PER_BATCH) {
    await queue.submit({
      hash: `lines-${from}`,
      bytes: LINES_PER_BATCH * 100,
      presence: [],
      logs: Array.from({ length: LINES_PER_BATCH }, (_, at) => ({
        service: 'watched',
        environment: 'production',
        version: '1.0.0',
        timeUs: startUs + from + at,
        timeNano: 0,
        level: 'info' as const,
        traceId: undefined,
        spanId: undefined,
        body: `order ${from + at} was paid`,
        cut: 0,
        attributes: '{}',
        identity: `${from + at}`,
      })),
    });
  }
  const logs = new EmbeddedLogSource(
    store.reader,
    new Provenances(store.reader),
  );
  const leaving = new AbortController();
  const tails = Array.from({ length: 10 }, async (_, nth) => {
    for await (const seen of logs.tail(
      { services: ['watched'], text: `never written ${nth}` },
      leaving.signal,
    )) {
      throw new Error(`a line came: ${JSON.stringify(seen)}`);
    }
  });
  return async () => {
    leaving.abort();
    await Promise.all(tails);
  };
}

async function main() {
  const { store, queue, receiver, file, close } = await createStore();
  const bodies = Array.from({ length: 2 * REQUESTS + 10 }, exportRequest);
  const send = async (body: Buffer) =>
    queue.ingest(
      body.length,
      async () => (await receiver.receive('traces', 'protobuf', body)).batch,
    );
  const rate = async (part: Buffer[]) => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const started = performance.now();
    let next = 0;
    const sender = async () => {
      while (next < part.length) {
        next += 1;
        await send(part[next - 1]);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    const seconds = (performance.now() - started) / 1000;
    delay.disable();
    return {
      spans: Math.round(
        (part.length * SPANS_PER_REQUEST) / seconds,
      ).toLocaleString('en-US'),
      p99: (delay.percentile(99) / 1e6).toFixed(0),
    };
  };
  await rate(bodies.splice(0, 10));

  const alone = await rate(bodies.splice(0, REQUESTS));
  report('OTLP spans/s into the store, durable', alone.spans, '≥ 20,000');
  report('  event loop p99 meanwhile, ms', alone.p99, '≤ 50');
  report(
    '  bytes on disk per span',
    String(
      Math.round(statSync(file).size / ((REQUESTS + 10) * SPANS_PER_REQUEST)),
    ),
    'bounded',
  );
  report(
    '  memory, MB',
    String(Math.round(process.memoryUsage.rss() / 1e6)),
    'bounded',
  );
  const closeTails = await openTails(store, queue);
  const watched = await rate(bodies);
  await closeTails();
  report(
    'spans/s beside ten tails over 500,000 lines',
    watched.spans,
    '≥ 20,000',
  );
  report('  event loop p99 meanwhile, ms', watched.p99, '≤ 50');
  await close();
}

main();
