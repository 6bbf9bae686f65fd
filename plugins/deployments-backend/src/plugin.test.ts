import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  deploymentPageSchema,
  deploymentRecordSchema,
} from '@sextant/plugin-deployments-common';
import { telemetryServiceRef } from '@sextant/plugin-telemetry-node';
import { Server } from 'node:http';
import { Knex } from 'knex';
import request from 'supertest';
import { deploymentsPlugin } from './plugin';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const LEDGER = '/api/deployments/v1/deployments';

async function startLedger(
  databaseId: Parameters<typeof databases.init>[0],
  permission:
    | AuthorizeResult.ALLOW
    | AuthorizeResult.DENY = AuthorizeResult.ALLOW,
  over?: Knex,
) {
  const knex = over ?? (await databases.init(databaseId));
  const { server } = await startTestBackend({
    features: [
      deploymentsPlugin,
      mockServices.rootConfig.factory({ data: {} }),
      mockServices.database.factory({ knex }),
      mockServices.permissions.factory({ result: permission }),
      mockServices.scheduler.factory({ skipTaskRunOnStartup: true }),
      createServiceFactory({
        service: telemetryServiceRef,
        deps: {},
        factory: () => ({
          fleet: async () => {
            throw new Error('not asked here');
          },
          versions: async () => {
            throw new Error('not asked here');
          },
        }),
      }),
    ],
  });
  return server;
}

const at = (hour: number) =>
  new Date(Date.UTC(2026, 10, 21, hour)).toISOString();

const record = (server: Server, body: object) =>
  request(server)
    .post(LEDGER)
    .send({
      service: 'pricing',
      environment: 'production',
      version: '1.0.0',
      ...body,
    });

describe.each(databases.eachSupportedId())('the ledger on %s', databaseId => {
  it('records a deployment once, however often it is delivered', async () => {
    const server = await startLedger(databaseId);
    const first = await record(server, {
      id: 'ci-17',
      startedAt: at(1),
      commit: 'a41f09c',
    }).expect(201);
    // Who tries again says another time.
    const again = await record(server, {
      id: 'ci-17',
      startedAt: at(9),
      commit: 'a41f09c',
    }).expect(200);
    expect(again.body).toEqual(first.body);
    await request(server)
      .post(LEDGER)
      .set('Idempotency-Key', 'key-1')
      .send({
        service: 'pricing',
        environment: 'production',
        version: '1.1.0',
        startedAt: at(2),
      })
      .expect(201);
    await request(server)
      .post(LEDGER)
      .set('Idempotency-Key', 'key-1')
      .send({
        service: 'pricing',
        environment: 'production',
        version: '1.1.0',
        startedAt: at(2),
      })
      .expect(200);
    const { items } = deploymentPageSchema.parse(
      (await request(server).get(LEDGER)).body,
    );
    expect(items.map(item => item.version)).toEqual(['1.1.0', '1.0.0']);
    expect(items[1]).toMatchObject({
      service: 'component:default/pricing',
      commit: 'a41f09c',
      sources: ['api'],
    });
  });

  it('swallows no record of another under the same id or key', async () => {
    const server = await startLedger(databaseId);
    await record(server, { id: 'build-1', version: '1.0.0' }).expect(201);
    const wrong = await Promise.all(
      [
        { service: 'other' },
        { environment: 'staging' },
        { version: '2.0.0', status: 'failed' },
        { commit: 'another' },
      ].map(body => record(server, { id: 'build-1', ...body })),
    );
    expect(wrong.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect(wrong[0].body.error.message).not.toMatch(/pricing|1\.0\.0/);
    const keyed = (service: string) =>
      request(server)
        .post(LEDGER)
        .set('Idempotency-Key', 'build-2')
        .send({ service, environment: 'production', version: '2.0.0' });
    await keyed('pricing').expect(201);
    await keyed('cart').expect(201);
    await keyed('cart').expect(200);
    expect((await request(server).get(LEDGER)).body.items).toHaveLength(3);
  });

  it('takes up under its id how what had started went, once', async () => {
    const server = await startLedger(databaseId);
    const started = await record(server, {
      id: 'run-7',
      status: 'started',
      startedAt: at(1),
    }).expect(201);
    await record(server, {
      id: 'run-7',
      service: 'other',
      status: 'failed',
    }).expect(409);
    const over = await record(server, {
      id: 'run-7',
      status: 'failed',
      finishedAt: at(2),
    }).expect(200);
    expect(over.body).toMatchObject({
      ...started.body,
      status: 'failed',
      finishedAt: at(2),
    });
    await record(server, { id: 'run-7', status: 'succeeded' }).expect(409);
    await record(server, { id: 'run-7', status: 'failed' }).expect(200);
  });

  it('says once that a record was created, however many send it at the same time', async () => {
    const server = await startLedger(databaseId);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => record(server, { id: 'race' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
  });

  it.each([
    `${LEDGER}/%00`,
    `${LEDGER}/%ff`,
    `${LEDGER}?version=%00`,
    `${LEDGER}?service=a/b/c`,
    `${LEDGER}?cursor=abc`,
    `${LEDGER}?from=%00`,
  ])('answers %s with an error of the reader’s', async path => {
    const server = await startLedger(databaseId);
    const { status } = await request(server).get(path);
    expect([400, 404]).toContain(status);
  });

  it('knows what a version replaced, also when records come out of order', async () => {
    const server = await startLedger(databaseId);
    await record(server, { id: 'new', version: '3.0.0', startedAt: at(5) });
    await record(server, { id: 'old', version: '1.0.0', startedAt: at(1) });
    const { body } = await record(server, {
      id: 'middle',
      version: '2.0.0',
      startedAt: at(3),
    });
    expect(deploymentRecordSchema.parse(body).previousVersion).toBe('1.0.0');
  });

  it('calls it a rollback when a version comes back that was replaced', async () => {
    const server = await startLedger(databaseId);
    await record(server, { version: '1.0.0', startedAt: at(1) });
    await record(server, { version: '2.0.0', startedAt: at(2) });
    const back = await record(server, { version: '1.0.0', startedAt: at(3) });
    const redeployed = await record(server, {
      version: '1.0.0',
      startedAt: at(4),
    });
    expect(back.body).toMatchObject({
      kind: 'rollback',
      previousVersion: '2.0.0',
    });
    expect(redeployed.body.kind).toBe('deployment');
  });

  it('takes a release up into the deployment that caused it', async () => {
    const server = await startLedger(databaseId);
    await record(server, {
      kind: 'release',
      source: 'observer',
      startedAt: at(1),
    }).expect(201);
    await record(server, {
      id: 'ci',
      source: 'github',
      startedAt: at(1),
    }).expect(201);
    const { items } = deploymentPageSchema.parse(
      (await request(server).get(LEDGER)).body,
    );
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      id: 'ci',
      sources: ['github', 'observer'],
      confidence: 1,
    });
  });

  it('filters and pages, newest first', async () => {
    const server = await startLedger(databaseId);
    for (let hour = 1; hour <= 7; hour += 1) {
      await record(server, { version: `1.${hour}.0`, startedAt: at(hour) });
    }
    await record(server, { service: 'cart', startedAt: at(3) });
    await record(server, { environment: 'staging', startedAt: at(4) });
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: request.Response = await request(server)
        .get(
          `${LEDGER}?service=component:default/pricing&environment=production&limit=3&cursor=${cursor}`,
        )
        .expect(200);
      seen.push(
        ...deploymentPageSchema
          .parse(page.body)
          .items.map(item => item.version),
      );
      cursor = page.body.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map(hour => `1.${hour}.0`));
    const ranged = await request(server).get(
      `${LEDGER}?service=pricing&from=${at(2)}&to=${at(
        4,
      )}&environment=production`,
    );
    expect(ranged.body.items).toHaveLength(3);
  });

  it('has migrations that go back as they came', async () => {
    const knex = await databases.init(databaseId);
    const config = { directory: `${__dirname}/../migrations` };
    await knex.migrate.latest(config);
    expect(await knex.schema.hasTable('deployments')).toBe(true);
    await knex.migrate.rollback(config, true);
    expect(await knex.schema.hasTable('deployments')).toBe(false);
  });
});

describe('ledger routes', () => {
  it.each([
    [{ version: '' }, 'version: found ""'],
    [{ kind: 'push' }, 'kind: found "push"'],
    [{ startedAt: 'yesterday' }, 'startedAt: found "yesterday"'],
    [{ colour: 'red' }, 'colour'],
    [{ startedAt: '9999-12-31T23:59:59Z' }, 'startedAt'],
    [{ service: '../../x' }, 'service: found "../../x"'],
    [{ service: 'user:default/guest' }, 'service'],
    [{ version: '1\u00000' }, 'version'],
    [{ source: 'telemetry' }, 'source: found "telemetry"'],
  ])('refuses %j with the field and what was found', async (wrong, text) => {
    const server = await startLedger('SQLITE_3');
    const { body } = await record(server, wrong).expect(400);
    expect(body.error.message).toContain(text);
    expect((await request(server).get(LEDGER)).body.items).toEqual([]);
  });

  it('records nothing for and shows nothing to those who may not', async () => {
    const server = await startLedger('SQLITE_3', AuthorizeResult.DENY);
    await record(server, {}).expect(403);
    await request(server).get(LEDGER).expect(200, { items: [] });
    await request(server)
      .get(LEDGER)
      .set('authorization', mockCredentials.none.header())
      .expect(401);
  });

  it('asks to be sent again what it cannot write at the moment', async () => {
    const knex = await databases.init('SQLITE_3');
    const server = await startLedger('SQLITE_3', AuthorizeResult.ALLOW, knex);
    const send = (version: string) =>
      request(server)
        .post(LEDGER)
        .send({
          service: 'pricing',
          environment: 'production',
          version,
          description: 'x'.repeat(400),
        });
    await send('1.0.0').expect(201);
    const [{ page_count: pages }] = await knex.raw('PRAGMA page_count');
    await knex.raw(`PRAGMA max_page_count = ${pages}`);
    const statuses: number[] = [];
    for (let nth = 0; nth < 60; nth += 1) {
      statuses.push((await send(`2.0.${nth}`)).status);
    }
    expect(new Set(statuses.slice(-5))).toEqual(new Set([503]));
    await knex.raw('PRAGMA max_page_count = 1000000');
    await send('3.0.0').expect(201);
  });

  it('answers 404 for an unknown record and describes itself', async () => {
    const server = await startLedger('SQLITE_3');
    await request(server).get(`${LEDGER}/none`).expect(404);
    await request(server)
      .post(LEDGER)
      .set('content-type', 'text/plain')
      .send('service=pricing')
      .expect(415);
    for (const sent of ['{"service": "secret', 'true', '4.7e-201', '']) {
      const refused = await request(server)
        .post(LEDGER)
        .set('content-type', 'application/json')
        .send(sent)
        .expect(400);
      expect(refused.body.error.message).toMatch(/found .*allowed /);
      // What was sent may hold what nobody else should see.
      expect(refused.text).not.toContain('secret');
    }
    const { body } = await request(server)
      .get('/api/deployments/openapi.json')
      .expect(200);
    expect(Object.keys(body.paths)).toContain('/v1/deployments');
  });
});
