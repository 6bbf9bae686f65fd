import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import protobuf from 'protobufjs';
import { OTLP_DESCRIPTOR } from '../plugins/telemetry-backend-module-embedded/src/otlp/descriptor';
import { createStore, report } from './store';

const SERVICES = 50;
const SPANS_PER_TRACE = 10;
const SPANS_PER_REQUEST = 1_000;
const REQUESTS = 150;

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

async function main() {
  const { queue, receiver, file, close } = await createStore();
  const bodies = Array.from({ length: REQUESTS }, exportRequest);
  const send = async (body: Buffer) =>
    queue.ingest(
      body.length,
      async () => (await receiver.receive('traces', 'protobuf', body)).batch,
    );
  await Promise.all(bodies.slice(0, 10).map(send));

  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  for (let at = 10; at < bodies.length; at += 8) {
    await Promise.all(bodies.slice(at, at + 8).map(send));
  }
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  const spans = (REQUESTS - 10) * SPANS_PER_REQUEST;
  report(
    'OTLP spans/s into the store, durable',
    Math.round(spans / seconds).toLocaleString('en-US'),
    '≥ 20,000',
  );
  report(
    '  bytes on disk per span',
    String(Math.round(statSync(file).size / (REQUESTS * SPANS_PER_REQUEST))),
    'bounded',
  );
  report(
    '  event loop p99 meanwhile, ms',
    (delay.percentile(99) / 1e6).toFixed(0),
    'portal stays quick',
  );
  report(
    '  memory, MB',
    String(Math.round(process.memoryUsage.rss() / 1e6)),
    'bounded',
  );
  await close();
}

main();
