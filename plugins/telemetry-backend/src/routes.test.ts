import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { tracesAnswerSchema } from '@sextant/plugin-telemetry-common';
import request from 'supertest';
import { fleetLines } from './__testUtils__/fleetLines';
import { newTraceId, tracesRequest } from './__testUtils__/otlp';
import { PRICING, send, startPortal } from './__testUtils__/startPortal';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

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
    const server = await startPortal(await databases.init('SQLITE_3'));
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
    const server = await startPortal(await databases.init('SQLITE_3'));
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
    const server = await startPortal(await databases.init('SQLITE_3'), {
      access: 'token',
    });
    const body = tracesRequest('pricing', '2.0.0', [{ startMs: Date.now() }]);
    await send(server, 'traces', body)
      .set('authorization', mockCredentials.none.header())
      .expect(401);
    await send(server, 'traces', body)
      .set('authorization', mockCredentials.service.header())
      .expect(200);
  });

  it('answers nobody who may not read the entity', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'), {
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
      'logs/patterns',
      'logs/tail',
      'alerts',
      'doctor',
    ]) {
      await request(server).get(`${PRICING}/${path}`).expect(404);
    }
    await request(server)
      .get(`/api/telemetry/v1/traces/${traceId}`)
      .expect(404);
    await request(server)
      .get('/api/telemetry/v1/services/default/unknown/versions')
      .expect(404);
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
    const server = await startPortal(await databases.init('SQLITE_3'));
    const { body } = await request(server)
      .get(`${PRICING}/${path}`)
      .expect(400);
    expect(body.error).toMatchObject({ name: 'InputError' });
    expect(body.error.message).toContain(text);
  });

  it('says why there is nothing, and what would change that', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'));
    const why = async (path: string) =>
      (await request(server).get(`${PRICING}/${path}`)).body.why;
    expect(await why('versions')).toMatchObject({
      reason: 'embedded store holds no requests of pricing in this range.',
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
      'match all filters',
    );
    expect((await why('logs')).fix).toContain('OTEL_LOGS_EXPORTER');
  });

  it('answers 404 for a trace that does not exist and 400 for what is no trace id', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'));
    await request(server)
      .get(`/api/telemetry/v1/traces/${newTraceId()}`)
      .expect(404);
    await request(server).get('/api/telemetry/v1/traces/not-hex').expect(400);
  });

  it('searches over all services, one row per trace', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'));
    const startMs = Date.now() - 5_000;
    const traceId = newTraceId();
    await send(
      server,
      'traces',
      tracesRequest('web-bff', '5.2.1', [{ startMs, durationMs: 80, traceId }]),
    ).expect(200);
    await send(
      server,
      'traces',
      tracesRequest('pricing', '2.0.0', [
        { startMs: startMs + 10, durationMs: 20, traceId },
        { startMs: startMs + 500, durationMs: 20, failed: true },
      ]),
    ).expect(200);
    const ask = async (query: string) =>
      tracesAnswerSchema.parse(
        (
          await request(server)
            .get(`/api/telemetry/v1/traces?from=now-10m${query}`)
            .expect(200)
        ).body,
      ).data.items;
    expect(
      (await ask('')).map(({ service, version }) => [service, version]),
    ).toEqual([
      ['pricing', '2.0.0'],
      ['web-bff', '5.2.1'],
    ]);
    expect((await ask('&status=error')).map(({ service }) => service)).toEqual([
      'pricing',
    ]);
    expect(await ask('&version=9.9.9')).toEqual([]);
    // Of one service: each of its requests, though the trace began elsewhere.
    expect(
      (await ask('&service=pricing')).map(({ service, error }) => [
        service,
        error,
      ]),
    ).toEqual([
      ['pricing', true],
      ['pricing', false],
    ]);
    expect(await ask('&service=nobody')).toEqual([]);
  });

  it('shows nobody traces of services they may not read', async () => {
    const knex = await databases.init('SQLITE_3');
    const server = await startPortal(knex, {
      permission: AuthorizeResult.DENY,
    });
    await send(
      server,
      'traces',
      tracesRequest('pricing', '2.0.0', [
        { startMs: Date.now() - 5_000, durationMs: 20 },
      ]),
    ).expect(200);
    const { body } = await request(server)
      .get('/api/telemetry/v1/traces?from=now-10m')
      .expect(200);
    expect(body.data.items).toEqual([]);
  });

  it('says of the fleet who is slower than usual, and of nobody else', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'));
    const now = Date.now();
    const requests = (durationMs: number, count: number, agoMs: number) =>
      Array.from({ length: count }, (_, at) => ({
        startMs: now - agoMs - at * 1_000,
        durationMs,
      }));
    for (const [name, lately] of [
      ['orders', 1_500],
      ['pricing', 110],
    ] as const) {
      await send(
        server,
        'traces',
        tracesRequest(name, '1.0.0', [
          ...requests(100, 300, 1_800_000),
          ...requests(lately, 40, 60_000),
        ]),
      ).expect(200);
    }
    const ask = () =>
      fleetLines(
        server,
        '/api/telemetry/v1/fleet?from=now-1h',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('plugin:services'),
          targetPluginId: 'telemetry',
        }),
      );
    // Nobody waits long for what is usual: who asks again has it.
    await ask();
    await ask();
    const { services } = await ask();
    expect(services).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          service: 'orders',
          slowness: expect.objectContaining({ isSlow: true }),
        }),
        expect.objectContaining({
          service: 'pricing',
          slowness: expect.objectContaining({ isSlow: false }),
        }),
      ]),
    );
  });

  it('describes itself', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'));
    const { body } = await request(server)
      .get('/api/telemetry/openapi.json')
      .expect(200);
    expect(Object.keys(body.paths)).toContain('/v1/traces/{traceId}');
    await request(server).get('/api/telemetry/v1/health').expect(200);
  });

  it.each([
    'unknown_service:java',
    'shop/orders',
    '# of things?',
    'prüfung_',
    'x'.repeat(100),
  ])('shows a service that is called %s', async name => {
    const server = await startPortal(await databases.init('SQLITE_3'));
    await send(
      server,
      'traces',
      tracesRequest(name, '1.0.0', [{ startMs: Date.now() - 5_000 }]),
    ).expect(200);
    const panel = (query: string) =>
      request(server).get(
        `/api/telemetry/v1/services/default/${encodeURIComponent(
          name,
        )}/${query}`,
      );
    const { body } = await panel('versions').expect(200);
    expect(body.data.versions).toHaveLength(1);
    // Nothing in this answer is not nothing at all.
    const empty = await panel('logs').expect(200);
    expect(empty.body.state).toBe('empty');
    await panel('metrics?environment=nowhere').expect(200);
    await panel('versions?from=now-3h&to=now-2h').expect(200);
  });

  it('joins any number of names of any length with the catalog', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'));
    for (let at = 0; at < 150; at += 1) {
      await send(
        server,
        'traces',
        tracesRequest(`${'中'.repeat(190)}-${at}`, '1.0.0', [
          { startMs: Date.now() - 5_000 },
        ]),
      ).expect(200);
    }
    const { body } = await request(server)
      .get('/api/telemetry/v1/traces?limit=200')
      .expect(200);
    expect(body.data.items).toHaveLength(150);
  });
});
