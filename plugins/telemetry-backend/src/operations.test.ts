import { TestDatabases } from '@backstage/backend-test-utils';
import {
  callsAnswerSchema,
  metricsAnswerSchema,
  operationsAnswerSchema,
  tracesAnswerSchema,
  versionsAnswerSchema,
} from '@sextant/plugin-telemetry-common';
import request from 'supertest';
import { newSpanId, newTraceId, tracesRequest } from './__testUtils__/otlp';
import { PRICING, send, startPortal } from './__testUtils__/startPortal';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())(
  'requests by operation, caller and sample on %s',
  databaseId => {
    it('leaves what the portal itself answers out of all traces, until it is asked for', async () => {
      const server = await startPortal(await databases.init(databaseId));
      const before = process.env.OTEL_SERVICE_NAME;
      process.env.OTEL_SERVICE_NAME = 'sextant-portal';
      try {
        const now = Date.now() - 30_000;
        for (const service of ['sextant-portal', 'pricing']) {
          await send(
            server,
            'traces',
            tracesRequest(service, '1.0.0', [{ startMs: now }]),
          ).expect(200);
        }
        const servicesOf = async (query: string) =>
          tracesAnswerSchema
            .parse(
              (await request(server).get(`/api/telemetry/v1/traces${query}`))
                .body,
            )
            .data.items.map(({ service }) => service)
            .sort();
        expect(await servicesOf('')).toEqual(['pricing']);
        expect(await servicesOf('?own=true')).toEqual([
          'pricing',
          'sextant-portal',
        ]);
        expect(await servicesOf('?service=sextant-portal')).toEqual([
          'sextant-portal',
        ]);
      } finally {
        if (before === undefined) {
          delete process.env.OTEL_SERVICE_NAME;
        } else {
          process.env.OTEL_SERVICE_NAME = before;
        }
      }
    });

    it('counts a sampled request as all that it stands for', async () => {
      const server = await startPortal(await databases.init(databaseId));
      const now = Date.now();
      await send(
        server,
        'traces',
        tracesRequest('pricing', '2.0.0', [
          ...Array.from({ length: 9 }, (_, at) => ({
            startMs: now - 60_000 - at * 100,
            durationMs: 20,
            traceState: 'ot=th:c',
          })),
          { startMs: now - 60_000, failed: true, traceState: 'vendor=1' },
        ]),
      ).expect(200);
      const { data } = versionsAnswerSchema.parse(
        (await request(server).get(`${PRICING}/versions?from=now-10m`)).body,
      );
      expect(data.versions[0]).toMatchObject({
        requests: 37,
        errorRatio: 1 / 37,
      });
      expect(data.versions[0].rate).toBeCloseTo(37 / 600);
    });

    it('shows operations by version, and narrows every figure to one of them', async () => {
      const server = await startPortal(await databases.init(databaseId));
      const now = Date.now();
      const spans = (name: string, count: number, failed = false) =>
        Array.from({ length: count }, (_, i) => ({
          name,
          startMs: now - 60_000 - i * 500,
          durationMs: 20,
          failed,
        }));
      await send(
        server,
        'traces',
        tracesRequest('pricing', '2.0.0', [
          ...spans('GET /quotes', 60),
          ...spans('POST /quotes', 40),
        ]),
      ).expect(200);
      await send(
        server,
        'traces',
        tracesRequest('pricing', '2.1.0', [
          ...spans('GET /quotes', 30),
          ...spans('POST /quotes', 30, true),
        ]),
      ).expect(200);
      const ask = async (path: string) =>
        (await request(server).get(`${PRICING}/${path}`).expect(200)).body;

      const { data } = operationsAnswerSchema.parse(
        await ask('operations?from=now-10m'),
      );
      expect(
        data.operations.map(row => [row.operation, row.version, row.requests]),
      ).toEqual([
        ['POST /quotes', '2.1.0', 30],
        ['GET /quotes', '2.0.0', 60],
        ['POST /quotes', '2.0.0', 40],
        ['GET /quotes', '2.1.0', 30],
      ]);
      expect(data.operations[0]).toMatchObject({
        errorRatio: 1,
        change: { version: '2.0.0', requests: 40, errorRatio: 0 },
      });
      expect(
        data.operations.reduce((sum, row) => sum + (row.timeShare ?? 0), 0),
      ).toBeCloseTo(1);

      const narrow = `from=now-10m&operation=${encodeURIComponent(
        'POST /quotes',
      )}`;
      const versions = versionsAnswerSchema.parse(
        await ask(`versions?${narrow}`),
      ).data.versions;
      expect(
        versions.map(row => [row.version, row.requests, row.instances]),
      ).toEqual([
        ['2.0.0', 40, 1],
        ['2.1.0', 30, 1],
      ]);
      const chart = metricsAnswerSchema.parse(await ask(`metrics?${narrow}`));
      const counted = chart.data.series.map(({ key, rate }) => [
        key,
        Math.round(
          rate.reduce<number>((sum, value) => sum + (value ?? 0), 0) *
            chart.data.stepSeconds,
        ),
      ]);
      expect(counted).toEqual([
        ['2.0.0', 40],
        ['2.1.0', 30],
      ]);
      expect(chart.data.exemplars.length).toBeGreaterThan(0);
      const nothing = versionsAnswerSchema.parse(
        await ask('versions?operation=GET%20%2Fnowhere'),
      );
      expect(nothing.state).toBe('empty');
    });

    it('shows both ends of calls, and what no caller accounts for', async () => {
      const server = await startPortal(await databases.init(databaseId));
      const now = Date.now() - 120_000;
      const calls = Array.from({ length: 6 }, () => ({
        traceId: newTraceId(),
        own: newSpanId(),
        client: newSpanId(),
      }));
      await send(
        server,
        'traces',
        tracesRequest(
          'orders',
          '4.1.0',
          calls.flatMap(({ traceId, own, client }) => [
            { traceId, spanId: own, startMs: now, durationMs: 90 },
            {
              traceId,
              spanId: client,
              parentSpanId: own,
              kind: 3,
              startMs: now + 5,
              durationMs: 80,
            },
          ]),
        ),
      ).expect(200);
      await send(
        server,
        'traces',
        tracesRequest('pricing', '1.4.2', [
          ...calls.map(({ traceId, client }, at) => ({
            traceId,
            parentSpanId: client,
            name: 'GET /v1/quotes',
            startMs: now + 10,
            failed: at === 0,
          })),
          { startMs: now, name: 'GET /v1/quotes' },
          { startMs: now, name: 'GET /v1/quotes' },
        ]),
      ).expect(200);
      const ask = async (path: string) =>
        callsAnswerSchema.parse(
          (await request(server).get(path).expect(200)).body,
        ).data;
      const { calls: called } = await ask(`${PRICING}/calls?from=now-10m`);
      expect(called).toMatchObject([
        {
          version: '1.4.2',
          operation: 'GET /v1/quotes',
          requests: 8,
          attributed: 6,
          unattributed: 2,
          callers: [
            {
              service: 'orders',
              version: '4.1.0',
              environment: 'production',
              requests: 6,
              errorRatio: 1 / 6,
            },
          ],
        },
      ]);
      const lastSeen = Date.parse(called[0].callers[0].lastSeen ?? '');
      expect(Math.abs(lastSeen - now)).toBeLessThan(70_000);
      const orders = await ask(
        PRICING.replace('pricing', 'orders').concat('/calls?from=now-10m'),
      );
      expect(orders.callees).toMatchObject([
        {
          service: 'pricing',
          version: '1.4.2',
          requests: 6,
          callerVersion: '4.1.0',
        },
      ]);
      // Nothing is said of what pricing answered to others.
      expect(orders.calls.map(row => row.unattributed)).toEqual([6]);
      expect(
        (await ask(`${PRICING}/calls?from=now-10m&version=2.0.0`)).calls,
      ).toEqual([]);
    });
  },
);
