import { TestDatabases } from '@backstage/backend-test-utils';
import {
  dependenciesAnswerSchema,
  logsAnswerSchema,
  logVolumeAnswerSchema,
  metricsAnswerSchema,
  traceAnswerSchema,
  tracesAnswerSchema,
  versionsAnswerSchema,
} from '@sextant/plugin-telemetry-common';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import {
  logsRequest,
  metricsRequest,
  newSpanId,
  newTraceId,
  tracesRequest,
} from './__testUtils__/otlp';
import { PRICING, send, startPortal } from './__testUtils__/startPortal';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())(
  'telemetry over the embedded store on %s',
  databaseId => {
    it('shows two live versions with their share, rate, errors and latency', async () => {
      const server = await startPortal(await databases.init(databaseId));
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
      const server = await startPortal(await databases.init(databaseId));
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
      const server = await startPortal(await databases.init(databaseId));
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
      const server = await startPortal(await databases.init(databaseId));
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
      const server = await startPortal(await databases.init(databaseId));
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

    it('keeps what processes use and says which metrics it does not keep', async () => {
      const server = await startPortal(await databases.init(databaseId));
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
      const server = await startPortal(await databases.init(databaseId), {
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
