import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  DeploymentPage,
  deploymentPageSchema,
} from '@sextant/plugin-deployments-common';
import { telemetryServiceRef } from '@sextant/plugin-telemetry-node';
import { compareTimes } from '@sextant/plugin-telemetry-node/testUtils';
import request from 'supertest';
import { deploymentsPlugin } from './plugin';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const LEDGER = '/api/deployments/v1/deployments';
/** Stands in everything that belongs to what may not be seen. */
const MARKER = 'zzhidden';

type Policy = (permission: string, entityRef: string | undefined) => boolean;

async function start(policy: Policy) {
  const knex = await databases.init('SQLITE_3');
  const { server } = await startTestBackend({
    features: [
      deploymentsPlugin,
      mockServices.rootConfig.factory({ data: {} }),
      mockServices.database.factory({ knex }),
      mockServices.scheduler.factory({ skipTaskRunOnStartup: true }),
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => ({
          authorize: async requests =>
            requests.map(asked => ({
              result: policy(
                asked.permission.name,
                'resourceRef' in asked ? asked.resourceRef : undefined,
              )
                ? AuthorizeResult.ALLOW
                : AuthorizeResult.DENY,
            })),
          authorizeConditional: async () => {
            throw new Error('not asked here');
          },
        }),
      }),
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
  const record = (service: string, hour: number, id: string) =>
    request(server)
      .post(LEDGER)
      .send({
        id,
        service,
        environment: 'production',
        version: `1.0.${hour}-${service}`,
        actor: `actor-${service}`,
        startedAt: new Date(Date.UTC(2026, 10, 21, hour)).toISOString(),
      });
  return { server, record };
}

const seesOpenOnly =
  (denied: string): Policy =>
  (permission, ref) =>
    permission !== denied || !ref?.includes(MARKER);

const isLong = process.env.SEXTANT_LONG === '1';

describe.each(['catalog.entity.read', 'deployments.read'])(
  'where %s is denied of a service',
  denied => {
    it('its records are on no page, and pages are full and end without them', async () => {
      const { server, record } = await start(seesOpenOnly(denied));
      for (let hour = 0; hour < 12; hour += 1) {
        await record(MARKER, hour, `${MARKER}-${hour}`).expect(201);
        if (hour % 2 === 0) {
          await record('open', hour, `open-${hour}`).expect(201);
        }
      }
      const pages: DeploymentPage[] = [];
      let cursor = '';
      do {
        const { body, text } = await request(server)
          .get(`${LEDGER}?limit=4&cursor=${cursor}`)
          .expect(200);
        expect(text).not.toContain(MARKER);
        pages.push(deploymentPageSchema.parse(body));
        cursor = body.nextCursor ?? '';
        const clear = Buffer.from(cursor, 'base64url').toString('latin1');
        expect(clear).not.toContain('open');
      } while (cursor);
      expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([
        ['open-10', 'open-8', 'open-6', 'open-4'],
        ['open-2', 'open-0'],
      ]);
    });

    (isLong ? describe : describe.skip)(
      `timed${isLong ? '' : ' (skipped: among the long checks)'}`,
      () => {
        it('one of its records takes no other time to be refused than one that is not there', async () => {
          const { server, record } = await start(seesOpenOnly(denied));
          await record(MARKER, 1, 'hidden').expect(201);
          const refused = (id: string) => () =>
            request(server).get(`${LEDGER}/${id}`).expect(404);
          const area = await compareTimes(
            refused('hidden'),
            refused('not-there'),
            500,
          );
          process.stdout.write(`deployment: AUC ${area.toFixed(3)}\n`);
          expect(area).toBeGreaterThan(0.45);
          expect(area).toBeLessThan(0.55);
        }, 120_000);
      },
    );

    it('one of its records answers as one that is not there', async () => {
      const { server, record } = await start(seesOpenOnly(denied));
      await record(MARKER, 1, 'hidden').expect(201);
      const hidden = await request(server).get(`${LEDGER}/hidden`).expect(404);
      const none = await request(server).get(`${LEDGER}/none`).expect(404);
      expect(hidden.body.error.message).toBe(none.body.error.message);
      const { body } = await request(server)
        .get(`${LEDGER}?service=${MARKER}`)
        .expect(200);
      expect(body).toEqual({ items: [] });
    });
  },
);

describe('recording and the whole fleet', () => {
  it('records for a service only with the permission on that service', async () => {
    const { record } = await start(
      (permission, ref) =>
        permission !== 'deployments.record' || ref === 'component:default/open',
    );
    await record('open', 1, 'a').expect(201);
    const { body } = await record('other', 1, 'b').expect(403);
    expect(body.error.message).toContain('component:default/other');
  });

  it('shows every newest record to plugins with the permission, and to no token without it', async () => {
    const latest = '/api/deployments/v1/latest';
    const allowed = await start(() => true);
    await allowed.record('open', 1, 'a').expect(201);
    // What changes something else, or failed, made no version live.
    for (const change of [{ kind: 'config' }, { status: 'failed' }]) {
      await request(allowed.server)
        .post('/api/deployments/v1/deployments')
        .send({
          service: 'open',
          version: '9.9.9',
          environment: 'production',
          startedAt: new Date().toISOString(),
          ...change,
        })
        .expect(201);
    }
    const asService = mockCredentials.service.header();
    const { body } = await request(allowed.server)
      .get(latest)
      .set('authorization', asService)
      .expect(200);
    expect(
      body.items.map(({ version }: { version: string }) => version),
    ).not.toContain('9.9.9');
    expect(body.items).toHaveLength(1);
    await request(allowed.server).get(latest).expect(403);
    const denied = await start(
      permission => permission !== 'deployments.fleet.read',
    );
    await request(denied.server)
      .get(latest)
      .set('authorization', asService)
      .expect(403);
  });
});
