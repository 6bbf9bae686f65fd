import { TestDatabases } from '@backstage/backend-test-utils';
import { SpanKind } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import request from 'supertest';
import { Server } from 'node:http';
import { PRICING, send, startPortal } from './__testUtils__/startPortal';
import { newTraceId, tracesRequest } from './__testUtils__/otlp';
import { prometheusAnswer } from './__testUtils__/upstreams';
import { Replay, startReplay } from '@sextant/plugin-telemetry-node/testUtils';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('the portal observes itself', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  let upstream: Replay;
  let traceparents: string[];
  let server: Server;

  beforeAll(async () => {
    provider.register();
    traceparents = [];
    upstream = await startReplay((target, method, body, headers) => {
      traceparents.push(String(headers.traceparent));
      return prometheusAnswer(target, method, body);
    });
    server = await startPortal(await databases.init('SQLITE_3'), {
      telemetry: {
        prometheus: { upstreams: [{ name: 'observed', url: upstream.url }] },
      },
    });
  });

  afterAll(async () => {
    await provider.shutdown();
    await upstream.close();
  });

  it('opens a span for the route and hands its trace on to the upstream', async () => {
    exporter.reset();
    await request(server).get(`${PRICING}/versions?from=now-1h`).expect(200);
    const spans = exporter.getFinishedSpans();
    const route = spans.find(span => span.name.startsWith('telemetry GET'));
    expect(route?.attributes).toMatchObject({
      'http.route': '/api/telemetry/v1/services/:namespace/:name/versions',
      'http.response.status_code': 200,
    });
    const traceId = route?.spanContext().traceId;
    const asked = spans.filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(asked.map(({ name }) => name)).toContain('Prometheus query');
    expect(asked.every(span => span.spanContext().traceId === traceId)).toBe(
      true,
    );
    expect(traceparents.length).toBeGreaterThan(0);
    expect(
      traceparents.every(header => header.startsWith(`00-${traceId}-`)),
    ).toBe(true);
  });

  it('counts upstream answers, failures, cache reads and ingest at /metrics', async () => {
    await request(server).get(`${PRICING}/versions?from=now-1h`).expect(200);
    const wrong = tracesRequest('pricing', '1.0.0', [
      { startMs: Date.now(), durationMs: 5 },
      { startMs: Date.now(), durationMs: 5, traceId: newTraceId() },
    ]);
    await send(server, 'traces', wrong).expect(200);
    upstream.answerWith(() => ({ status: 500, body: 'broken' }));
    await request(server).get(`${PRICING}/alerts?from=now-2h`).expect(503);
    const { text } = await request(server).get('/metrics').expect(200);
    expect(text).toMatch(
      /sextant_upstream_request_duration_seconds_count\{upstream="Prometheus observed",operation="query",outcome="ok"\} \d+/,
    );
    // Asked once more, as the retry budget allows.
    expect(text).toContain(
      'sextant_upstream_errors_total{upstream="Prometheus observed",operation="alerts",kind="down"} 2',
    );
    expect(text).toContain(
      'sextant_upstream_breaker_state{upstream="Prometheus observed"} 0',
    );
    expect(text).toMatch(
      /sextant_cache_reads_total\{question="counts",result="shared"\} [1-9]/,
    );
    expect(text).toMatch(
      /sextant_ingested_items_total\{source="otlp",signal="traces",outcome="stored"\} 2/,
    );
    expect(text).toContain('process_cpu_seconds_total');
  });
});
