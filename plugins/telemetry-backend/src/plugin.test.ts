import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import { deploymentsServiceRef } from '@sextant/plugin-deployments-node';
import telemetryModuleEmbedded from '@sextant/plugin-telemetry-backend-module-embedded';
import {
  logsAnswerSchema,
  logVolumeAnswerSchema,
  metricsAnswerSchema,
  dependenciesAnswerSchema,
  tailEventSchema,
  traceAnswerSchema,
  tracesAnswerSchema,
  versionsAnswerSchema,
} from '@sextant/plugin-telemetry-common';
import { Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import {
  logsRequest,
  metricsRequest,
  newSpanId,
  newTraceId,
  tracesRequest,
} from './__testUtils__/otlp';
import { telemetryPlugin } from './plugin';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const PRICING = '/api/telemetry/v1/services/default/pricing';

async function startPortal(
  databaseId: Parameters<typeof databases.init>[0],
  options: {
    permission?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
    deployments?: DeploymentRecord[];
    access?: 'open' | 'token';
  } = {},
) {
  const knex = await databases.init(databaseId);
  const { server } = await startTestBackend({
    features: [
      telemetryPlugin,
      telemetryModuleEmbedded,
      mockServices.rootConfig.factory({
        data: {
          telemetry: {
            embedded: {
              ingest: { access: options.access ?? 'open', maxBody: '2MB' },
            },
          },
        },
      }),
      mockServices.database.factory({ knex }),
      mockServices.permissions.factory({
        result: options.permission ?? AuthorizeResult.ALLOW,
      }),
      mockServices.scheduler.factory({ skipTaskRunOnStartup: true }),
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name: 'pricing', namespace: 'default' },
            spec: { type: 'service' },
          },
        ],
      }),
      createServiceFactory({
        service: deploymentsServiceRef,
        deps: {},
        factory: () => ({
          list: async () => ({ items: options.deployments ?? [] }),
          latest: async () => [],
          record: async () => {
            throw new Error('not recorded here');
          },
        }),
      }),
    ],
  });
  return server;
}

const send = (server: Server, signal: string, body: object) =>
  request(server).post(`/api/telemetry/otlp/v1/${signal}`).send(body);

describe.each(databases.eachSupportedId())(
  'telemetry over the embedded store on %s',
  databaseId => {
    it('shows two live versions with their share, rate, errors and latency', async () => {
      const server = await startPortal(databaseId);
      const now = Date.now();
      const spans = (count: number, durationMs: number, failed = false) =>
        Array.from({ length: count }, (_, i) => ({
          startMs: now - 60_000 - i * 1000,
          durationMs,
          failed,
        }));
      await send(
        server,
        'traces',
        tracesRequest('pricing', '1.4.2', spans(30, 20)),
      ).expect(200);
      await send(
        server,
        'traces',
        tracesRequest('pricing', '2.0.0', spans(8, 400)),
      ).expect(200);
      await send(
        server,
        'traces',
        tracesRequest('pricing', '2.0.0', spans(2, 400, true)),
      ).expect(200);

      const { body } = await request(server)
        .get(`${PRICING}/versions?from=now-10m`)
        .expect(200);
      const { data, provenance } = versionsAnswerSchema.parse(body);
      expect(
        data.versions.map(v => [v.version, v.requests, v.share, v.errorRatio]),
      ).toEqual([
        ['1.4.2', 30, 0.75, 0],
        ['2.0.0', 10, 0.25, 0.2],
      ]);
      expect(data.versions[0].rate).toBeCloseTo(30 / 600);
      expect(data.versions[0].p95).toBeGreaterThan(0.014);
      expect(data.versions[0].p95).toBeLessThan(0.03);
      expect(data.versions[1].p95).toBeGreaterThan(0.28);
      expect(data.versions[1].instances).toBe(1);
      expect(data.environments).toEqual(['production']);
      expect(provenance[0].rung).toBe('spans · service.version');

      const series = metricsAnswerSchema.parse(
        (
          await request(server)
            .get(`${PRICING}/metrics?from=now-10m`)
            .expect(200)
        ).body,
      );
      expect(series.data.series.map(line => line.key).sort()).toEqual([
        '1.4.2',
        '2.0.0',
      ]);
      const [exemplar] = series.data.exemplars;
      expect(exemplar).toMatchObject({ key: '2.0.0', durationSeconds: 0.4 });
    });

    it('takes compressed requests of two services, and opens their trace with its log lines', async () => {
      const server = await startPortal(databaseId);
      const now = Date.now() - 30_000;
      const traceId = newTraceId();
      const [root, client, entry] = [newSpanId(), newSpanId(), newSpanId()];
      const fromBff = tracesRequest('web-bff', '5.2.1', [
        {
          traceId,
          spanId: root,
          startMs: now,
          durationMs: 100,
          name: 'GET /products/{id}',
        },
        {
          traceId,
          spanId: client,
          parentSpanId: root,
          kind: 3,
          startMs: now + 5,
          durationMs: 60,
        },
      ]);
      const fromPricing = tracesRequest('pricing', '2.0.0', [
        {
          traceId,
          spanId: entry,
          parentSpanId: client,
          startMs: now + 10,
          durationMs: 40,
          status: 503,
        },
      ]);
      await request(server)
        .post('/api/telemetry/otlp/v1/traces')
        .set('content-type', 'application/json')
        .set('content-encoding', 'gzip')
        .serialize(body => body)
        .send(gzipSync(JSON.stringify(fromBff)))
        .expect(200, {});
      await send(server, 'traces', fromPricing).expect(200);
      await send(
        server,
        'logs',
        logsRequest('pricing', '2.0.0', [
          {
            timeMs: now + 20,
            body: 'lock timeout',
            severity: 17,
            traceId,
            spanId: entry,
          },
        ]),
      ).expect(200);

      const list = tracesAnswerSchema.parse(
        (
          await request(server).get(
            `${PRICING}/traces?status=error&attribute=http.response.status_code=503`,
          )
        ).body,
      );
      expect(list.data.items).toHaveLength(1);
      expect(list.data.items[0]).toMatchObject({
        traceId,
        version: '2.0.0',
        httpStatus: 503,
        spanCount: 3,
        serviceCount: 2,
        rootService: 'web-bff',
        rootOperation: 'GET /products/{id}',
      });

      const trace = traceAnswerSchema.parse(
        (
          await request(server)
            .get(`/api/telemetry/v1/traces/${traceId}`)
            .expect(200)
        ).body,
      );
      expect(trace.data.spans.id).toEqual([root, client, entry]);
      expect(
        trace.data.resources.map(r => `${r.service} ${r.version}`).sort(),
      ).toEqual(['pricing 2.0.0', 'web-bff 5.2.1']);

      const logs = logsAnswerSchema.parse(
        (
          await request(server)
            .get(`/api/telemetry/v1/traces/${traceId}/logs`)
            .expect(200)
        ).body,
      );
      expect(
        logs.data.items.map(line => [line.level, line.body, line.spanId]),
      ).toEqual([['error', 'lock timeout', entry]]);

      const edges = dependenciesAnswerSchema.parse(
        (await request(server).get('/api/telemetry/v1/dependencies')).body,
      );
      expect(edges.data).toEqual([
        expect.objectContaining({
          caller: 'web-bff',
          callerVersion: '5.2.1',
          callee: 'pricing',
          calleeVersion: '2.0.0',
          requests: 1,
          errorRatio: 1,
        }),
      ]);
    });

    it('stores a redelivered request once', async () => {
      const server = await startPortal(databaseId);
      const body = tracesRequest('pricing', '2.0.0', [
        { startMs: Date.now() - 5_000 },
      ]);
      const logs = logsRequest('pricing', '2.0.0', [
        { timeMs: Date.now() - 5_000, body: 'once' },
      ]);
      for (let i = 0; i < 3; i += 1) {
        await send(server, 'traces', body).expect(200);
        await send(server, 'logs', logs).expect(200);
      }
      const versions = await request(server).get(`${PRICING}/versions`);
      expect(
        versionsAnswerSchema.parse(versions.body).data.versions[0].requests,
      ).toBe(1);
      const lines = await request(server).get(`${PRICING}/logs`);
      expect(logsAnswerSchema.parse(lines.body).data.items).toHaveLength(1);
    });

    it('pages through traces and logs without repeating or leaving out any', async () => {
      const server = await startPortal(databaseId);
      const now = Date.now() - 60_000;
      const same = Array.from({ length: 7 }, () => ({ startMs: now }));
      await send(server, 'traces', tracesRequest('pricing', '2.0.0', same));
      await send(
        server,
        'logs',
        logsRequest(
          'pricing',
          '2.0.0',
          same.map((_, i) => ({ timeMs: now, body: `line ${i}` })),
        ),
      );
      const seen = { traces: new Set<string>(), logs: new Set<string>() };
      for (const list of ['traces', 'logs'] as const) {
        let cursor: string | undefined = '';
        let pages = 0;
        while (cursor !== undefined && pages < 9) {
          const page: request.Response = await request(server)
            .get(`${PRICING}/${list}?limit=3&cursor=${cursor}`)
            .expect(200);
          for (const item of page.body.data.items) {
            seen[list].add(item.spanId ?? item.body);
          }
          cursor = page.body.data.nextCursor;
          pages += 1;
        }
        expect(pages).toBe(3);
        expect(seen[list].size).toBe(7);
      }
    });

    it('finds log lines by level, text in line or attributes, and counts them by level', async () => {
      const server = await startPortal(databaseId);
      const now = Date.now() - 60_000;
      await send(
        server,
        'logs',
        logsRequest('pricing', '2.0.0', [
          { timeMs: now, body: 'Quote made 100%', severity: 9 },
          { timeMs: now + 1, body: 'lock timeout', severity: 17 },
          { timeMs: now + 2, body: 'retrying', severity: 13 },
        ]),
      );
      const bodies = async (query: string) => {
        const { body } = await request(server)
          .get(`${PRICING}/logs?${query}`)
          .expect(200);
        return logsAnswerSchema.parse(body).data.items.map(line => line.body);
      };
      expect(await bodies('level=error,warn')).toEqual([
        'retrying',
        'lock timeout',
      ]);
      expect(await bodies('q=LOCK')).toEqual(['lock timeout']);
      expect(await bodies('q=100%25')).toEqual(['Quote made 100%']);
      expect(await bodies('q=88121')).toHaveLength(3);
      expect(await bodies('q=_')).toEqual([]);
      const volume = await request(server)
        .get(`${PRICING}/logs/volume?from=now-10m`)
        .expect(200);
      const { series } = logVolumeAnswerSchema.parse(volume.body).data;
      expect(
        Object.fromEntries(
          series.map(s => [s.level, s.counts.reduce((a, b) => a + b, 0)]),
        ),
      ).toEqual({ error: 1, warn: 1, info: 1 });
    });

    it('follows new log lines and resumes behind the last one seen', async () => {
      const server = await startPortal(databaseId);
      await send(
        server,
        'logs',
        logsRequest('pricing', '2.0.0', [{ timeMs: Date.now(), body: 'old' }]),
      );
      const { port } = server.address() as AddressInfo;
      const follow = async (headers: Record<string, string>) => {
        const stop = new AbortController();
        const response = await fetch(
          `http://localhost:${port}${PRICING}/logs/tail`,
          {
            headers: {
              authorization: mockCredentials.user.header(),
              ...headers,
            },
            signal: stop.signal,
          },
        );
        const reader = response
          .body!.pipeThrough(new TextDecoderStream())
          .getReader();
        return {
          async next() {
            let text = '';
            while (!text.includes('\n\n')) {
              text += (await reader.read()).value ?? '';
            }
            return {
              id: /^id: (.*)$/m.exec(text)?.[1] ?? '',
              event: tailEventSchema.parse(
                JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? ''),
              ),
            };
          },
          stop: () => stop.abort(),
        };
      };
      const first = await follow({});
      await send(
        server,
        'logs',
        logsRequest('pricing', '2.0.0', [{ timeMs: Date.now(), body: 'new' }]),
      );
      const { id, event } = await first.next();
      expect(event.items.map(line => line.body)).toEqual(['new']);
      first.stop();
      await send(
        server,
        'logs',
        logsRequest('pricing', '2.0.0', [
          { timeMs: Date.now(), body: 'missed' },
        ]),
      );
      const second = await follow({ 'last-event-id': id });
      expect((await second.next()).event.items.map(line => line.body)).toEqual([
        'missed',
      ]);
      second.stop();
    });

    it('keeps what processes use and says which metrics it does not keep', async () => {
      const server = await startPortal(databaseId);
      const timeMs = Date.now() - 120_000;
      await send(
        server,
        'traces',
        tracesRequest('pricing', '2.0.0', [{ startMs: timeMs }]),
      );
      const { body } = await send(
        server,
        'metrics',
        metricsRequest('pricing', '2.0.0', [
          { name: 'process.memory.usage', timeMs, value: 64e6 },
          { name: 'my.queue.length', timeMs, value: 3 },
        ]),
      ).expect(200);
      expect(body.partialSuccess).toMatchObject({ rejectedDataPoints: '0' });
      expect(body.partialSuccess.errorMessage).toContain(
        '1 data points are not kept',
      );
      const { data } = metricsAnswerSchema.parse(
        (await request(server).get(`${PRICING}/metrics?from=now-15m`)).body,
      );
      const memory = data.runtime.find(series => series.metric === 'memory');
      expect(memory?.values.filter(value => value !== null)).toEqual([64e6]);
    });

    it('names the version from the deployment record where telemetry has none', async () => {
      const server = await startPortal(databaseId, {
        deployments: [
          {
            id: 'd1',
            service: 'component:default/pricing',
            version: '1.9.0',
            environment: 'production',
            kind: 'deployment',
            status: 'succeeded',
            startedAt: new Date(Date.now() - 86_400_000).toISOString(),
            evidence: [],
            sources: ['ci'],
            confidence: 1,
            recordedAt: new Date().toISOString(),
          },
        ],
      });
      await send(
        server,
        'traces',
        tracesRequest('pricing', undefined, [{ startMs: Date.now() - 9_000 }]),
      );
      const get = async (path: string) =>
        (await request(server).get(`${PRICING}/${path}?environment=production`))
          .body;
      const versions = versionsAnswerSchema.parse(await get('versions'));
      expect(versions.data.versions[0].version).toBe('1.9.0');
      expect(versions.provenance[0].rung).toBe('deployment record');
      const traces = tracesAnswerSchema.parse(await get('traces'));
      expect(traces.data.items[0].version).toBe('1.9.0');
    });
  },
);

describe('telemetry routes', () => {
  it.each([
    ['traces', 'application/json', '{', 400, 'not json'],
    ['traces', 'application/x-protobuf', 'not protobuf', 400, 'not protobuf'],
    [
      'traces',
      'application/json',
      '{"resourceSpans": 7}',
      400,
      'resourceSpans: found number',
    ],
    ['logs', 'text/plain', 'hello', 415, 'allowed application/x-protobuf'],
    [
      'logs',
      'application/json',
      `"${'x'.repeat(2_100_000)}"`,
      413,
      'too large',
    ],
  ])('refuses %s sent as %s', async (signal, type, body, status, reason) => {
    const server = await startPortal('SQLITE_3');
    const response = await request(server)
      .post(`/api/telemetry/otlp/v1/${signal}`)
      .set('content-type', type)
      .send(body)
      .buffer()
      .parse((res, done) => {
        const parts: Buffer[] = [];
        res.on('data', part => parts.push(part));
        res.on('end', () => done(null, Buffer.concat(parts).toString()));
      });
    expect(response.status).toBe(status);
    expect(response.body).toContain(reason);
  });

  it('stores the good spans of a request and says why it refused others', async () => {
    const server = await startPortal('SQLITE_3');
    const now = Date.now();
    const { body } = await send(
      server,
      'traces',
      tracesRequest('pricing', '2.0.0', [
        { startMs: now - 1_000 },
        { startMs: now, traceId: '00000000000000000000000000000000' },
        { startMs: now - 40 * 86_400_000 },
      ]),
    ).expect(200);
    expect(body.partialSuccess.rejectedSpans).toBe('2');
    expect(body.partialSuccess.errorMessage).toContain(
      'traceId: allowed 16 bytes',
    );
    expect(body.partialSuccess.errorMessage).toContain(
      'within the store’s retention'.replace('’', "'"),
    );
    const versions = await request(server).get(`${PRICING}/versions`);
    expect(versions.body.data.versions[0].requests).toBe(1);
  });

  it('takes telemetry only with a token where ingest is not open', async () => {
    const server = await startPortal('SQLITE_3', { access: 'token' });
    const body = tracesRequest('pricing', '2.0.0', [{ startMs: Date.now() }]);
    await send(server, 'traces', body)
      .set('authorization', mockCredentials.none.header())
      .expect(401);
    await send(server, 'traces', body)
      .set('authorization', mockCredentials.service.header())
      .expect(200);
  });

  it('answers nobody who may not read the entity', async () => {
    const server = await startPortal('SQLITE_3', {
      permission: AuthorizeResult.DENY,
    });
    const traceId = newTraceId();
    await send(
      server,
      'traces',
      tracesRequest('pricing', '2', [{ traceId, startMs: Date.now() }]),
    );
    for (const path of [
      'versions',
      'metrics',
      'traces',
      'logs',
      'logs/volume',
      'logs/tail',
    ]) {
      await request(server).get(`${PRICING}/${path}`).expect(403);
    }
    await request(server)
      .get(`/api/telemetry/v1/traces/${traceId}`)
      .expect(403);
    await request(server)
      .get('/api/telemetry/v1/services/default/unknown/versions')
      .expect(403);
    await request(server).get('/api/telemetry/v1/fleet').expect(403);
  });

  it.each([
    ['versions?from=yesterday', 'from: found "yesterday"'],
    ['versions?from=now&to=now-1h', 'not before to'],
    ['traces?limit=0', 'limit: found "0"'],
    ['traces?status=bad', 'status: found "bad"'],
    ['traces?attribute=novalue', 'attribute'],
    ['traces?cursor=zzz', 'cursor: found "zzz"'],
    ['logs?level=loud', 'level'],
    ['logs?traceId=xyz', 'traceId'],
  ])('refuses %s and says what is allowed', async (path, text) => {
    const server = await startPortal('SQLITE_3');
    const { body } = await request(server)
      .get(`${PRICING}/${path}`)
      .expect(400);
    expect(body.error).toMatchObject({ name: 'InputError' });
    expect(body.error.message).toContain(text);
  });

  it('says why there is nothing, and what would change that', async () => {
    const server = await startPortal('SQLITE_3');
    const why = async (path: string) =>
      (await request(server).get(`${PRICING}/${path}`)).body.why;
    expect(await why('versions')).toMatchObject({
      reason: expect.stringContaining('service.name pricing'),
      fix: expect.stringContaining('OTEL_SERVICE_NAME=pricing'),
    });
    await send(
      server,
      'traces',
      tracesRequest(
        'pricing',
        '2',
        [{ startMs: Date.now() - 1000 }],
        'staging',
      ),
    );
    expect((await why('versions?environment=production')).reason).toBe(
      'pricing reports from staging, not from production.',
    );
    expect((await why('traces?operation=none')).reason).toContain(
      'matches all filters',
    );
    expect((await why('logs')).fix).toContain('OTEL_LOGS_EXPORTER');
  });

  it('answers 404 for a trace that does not exist and 400 for what is no trace id', async () => {
    const server = await startPortal('SQLITE_3');
    await request(server)
      .get(`/api/telemetry/v1/traces/${newTraceId()}`)
      .expect(404);
    await request(server).get('/api/telemetry/v1/traces/not-hex').expect(400);
  });

  it('describes itself', async () => {
    const server = await startPortal('SQLITE_3');
    const { body } = await request(server)
      .get('/api/telemetry/openapi.json')
      .expect(200);
    expect(Object.keys(body.paths)).toContain('/v1/traces/{traceId}');
    await request(server).get('/api/telemetry/v1/health').expect(200);
  });
});
