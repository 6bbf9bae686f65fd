import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import { deploymentsServiceRef } from '@sextant/plugin-deployments-node';
import { FleetEntry, VersionFigures } from '@sextant/plugin-telemetry-common';
import { telemetryServiceRef } from '@sextant/plugin-telemetry-node';
import { compareTimes } from '@sextant/plugin-telemetry-node/testUtils';
import request from 'supertest';
import { servicesPlugin } from './plugin';

/** Stands in everything that belongs to what may not be seen. */
const MARKER = 'zzhidden';
const VISIBLE = 'component:default/open';

/** Answers like a policy with conditions: what it decides depends on the service. */
type Policy = (permission: string, entityRef: string | undefined) => boolean;

const service = (name: string, spec: object): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { type: 'service', ...spec },
  relations: [{ type: 'ownedBy', targetRef: `group:default/team-${name}` }],
});

const STORE = { store: 'resource:default/db', schema: 'shared' };
const ENTITIES = [
  service('open', { data: { owns: [{ name: 'price-list', ...STORE }] } }),
  service(MARKER, {
    data: {
      owns: [
        { name: `${MARKER}-data`, ...STORE },
        { name: 'price-list', ...STORE },
      ],
      copies: [
        { dataset: 'price-list', from: 'component:default/open', via: 'event' },
      ],
    },
  }),
];

const version = (name: string): VersionFigures => ({
  version: name,
  environment: 'production',
  requests: 77_777,
  rate: 1,
  errorRatio: 0.5,
  p50: 0.01,
  p95: 0.05,
  p99: 0.1,
  share: 1,
  instances: 1,
  firstSeen: null,
  lastSeen: '2026-11-21T00:00:00.000Z',
});

const entry = (name: string, more: Partial<FleetEntry> = {}): FleetEntry => ({
  service: name,
  entityRef: `component:default/${name}`,
  registered: true,
  environment: 'production',
  versions: [version(`1.0.0-${name}`)],
  requests: 77_777,
  rate: 1,
  errorRatio: 0.5,
  p95: 0.05,
  recent: { requests: 77_777, errorRatio: 0.5, p95: 7.5 },
  errorRatioTrend: [],
  p95Trend: [],
  alertsFiring: 1,
  ...more,
});

const deployment = (name: string): DeploymentRecord => ({
  id: `deployment-${name}`,
  service: `component:default/${name}`,
  version: '1.0.0',
  environment: 'production',
  kind: 'rollback',
  status: 'succeeded',
  startedAt: '2026-11-21T00:00:00.000Z',
  actor: `actor-${name}`,
  evidence: [],
  sources: ['api'],
  confidence: 1,
  recordedAt: '2026-11-21T00:00:00.000Z',
});

async function start(policy: Policy, entries = [entry('open'), entry(MARKER)]) {
  const refs = ENTITIES.map(entity => stringifyEntityRef(entity));
  const decisionOf = (isAllowed: boolean) =>
    isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY;
  const catalog = catalogServiceMock({ entities: ENTITIES });
  const { server } = await startTestBackend({
    features: [
      servicesPlugin,
      mockServices.rootConfig.factory({ data: {} }),
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => ({
          authorize: async requests =>
            requests.map(asked => ({
              result: decisionOf(
                policy(
                  asked.permission.name,
                  'resourceRef' in asked ? asked.resourceRef : undefined,
                ),
              ),
            })),
          authorizeConditional: async requests =>
            requests.map(({ permission }) => {
              const decisions = new Set(
                refs.map(ref => policy(permission.name, ref)),
              );
              return decisions.size === 1
                ? { result: decisionOf([...decisions][0]) }
                : {
                    result: AuthorizeResult.CONDITIONAL,
                    pluginId: 'catalog',
                    resourceType: 'catalog-entity',
                    conditions: {
                      rule: 'X',
                      resourceType: 'catalog-entity',
                      params: {},
                    },
                  };
            }),
        }),
      }),
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => ({
          ...catalog,
          getEntityByRef: catalog.getEntityByRef.bind(catalog),
          // The catalog filters by what its reader may see; a plugin sees everything.
          getEntities: async (asked, options) => {
            const { items } = await catalog.getEntities(asked, options);
            const { type } = Object(options.credentials.principal);
            return {
              items: items.filter(
                entity =>
                  type === 'service' ||
                  policy('catalog.entity.read', stringifyEntityRef(entity)),
              ),
            };
          },
        }),
      }),
      createServiceFactory({
        service: telemetryServiceRef,
        deps: {},
        factory: () => ({
          fleet: async () => ({
            state: 'ok' as const,
            provenance: [],
            missing: [],
            data: { environments: ['production'], services: entries },
          }),
          versions: async () => ({
            state: 'ok' as const,
            provenance: [],
            missing: [],
            data: { versions: [], environments: [] },
          }),
        }),
      }),
      createServiceFactory({
        service: deploymentsServiceRef,
        deps: {},
        factory: () => ({
          list: async () => ({
            items: [deployment('open'), deployment(MARKER)],
          }),
          latest: async () => [deployment('open'), deployment(MARKER)],
          record: async () => {
            throw new Error('not recorded here');
          },
        }),
      }),
    ],
  });
  const get = (path: string) => request(server).get(`/api/services/v1/${path}`);
  return { get };
}

const ROUTES = [
  'fleet',
  'fleet?sort=errors&limit=1',
  `fleet?q=${MARKER}`,
  'services/default/open',
  `services/default/${MARKER}`,
  'data-sets',
  'data-sets?limit=1',
  'data-sets?q=price',
];
const ofOpenOnly =
  (...restricted: string[]): Policy =>
  (permission, ref) =>
    ref === undefined || ref === VISIBLE || !restricted.includes(permission);

const isLong = process.env.SEXTANT_LONG === '1';

describe('what a reader may not see', () => {
  it.each(ROUTES)('is not named by %s', async path => {
    const { get } = await start(ofOpenOnly('catalog.entity.read'));
    const { body, text } = await get(path);
    // What was asked for may stand in the answer that it is not there.
    const answer = body.error ? body.error.name : text;
    expect(answer).not.toContain(MARKER);
    expect(text).not.toContain(`deployment-${MARKER}`);
  });

  it('counts nowhere: not in totals, pages or facets', async () => {
    const { get } = await start(ofOpenOnly('catalog.entity.read'));
    const { body } = await get('fleet').expect(200);
    expect(body).toMatchObject({
      total: 1,
      totals: {
        services: 1,
        unhealthy: 1,
        deployments24h: 1,
        rollbacks24h: 1,
        alertsFiring: 1,
      },
      facets: { owners: ['group:default/team-open'] },
    });
    const sets = await get('data-sets').expect(200);
    expect(sets.body.total).toBe(1);
    expect(sets.body.items[0].violations).toContain(
      'another service also claims to be the system of record',
    );
  });

  it.each([true, false])(
    'answers the same for a hidden service and for one that is not there, to who may look for any name: %s',
    async mayLook => {
      const { get } = await start(
        (permission, ref) =>
          (mayLook || permission !== 'telemetry.unregistered.read') &&
          ofOpenOnly('catalog.entity.read')(permission, ref),
      );
      const hidden = await get(`services/default/${MARKER}`).expect(404);
      const none = await get('services/default/none').expect(404);
      expect(hidden.body.error.message.replace(MARKER, 'none')).toBe(
        none.body.error.message,
      );
    },
  );

  (isLong ? describe : describe.skip)(
    `timed${isLong ? '' : ' (skipped: among the long checks)'}`,
    () => {
      it('takes no other time to be refused than one that is not there', async () => {
        const { get } = await start(ofOpenOnly('catalog.entity.read'));
        const refused = (name: string) => () =>
          get(`services/default/${name}`).expect(404);
        const area = await compareTimes(
          refused(MARKER),
          refused('not-there'),
          500,
        );
        process.stdout.write(`service: AUC ${area.toFixed(3)}\n`);
        expect(area).toBeGreaterThan(0.45);
        expect(area).toBeLessThan(0.55);
      }, 120_000);
    },
  );

  it('has its figures hidden where only telemetry is denied, and its deployments where those are', async () => {
    const figures = await start(ofOpenOnly('telemetry.service.read'));
    const { body } = await figures.get('fleet').expect(200);
    expect(body.items.map((row: { name: string }) => row.name)).toEqual([
      'open',
    ]);
    const deployments = await start(ofOpenOnly('deployments.read'));
    const page = await deployments.get('fleet?sort=name').expect(200);
    expect(
      page.body.items.map(
        (row: { name: string; lastDeployment?: { id: string } }) => [
          row.name,
          row.lastDeployment?.id,
        ],
      ),
    ).toEqual([
      ['open', 'deployment-open'],
      [MARKER, undefined],
    ]);
    expect(page.body.totals.deployments24h).toBe(1);
  });

  it('hides figures that belong to another component too', async () => {
    const { get } = await start(ofOpenOnly('telemetry.service.read'), [
      entry('open', {
        entityRefs: [VISIBLE, `component:default/${MARKER}`],
      }),
    ]);
    const { text } = await get('fleet').expect(200);
    expect(text).not.toContain('77777');
  });

  it('shows what nobody registered only to those who may see such', async () => {
    const entries = [entry('stranger', { registered: false, entityRefs: [] })];
    const names = async (policy: Policy) => {
      const { body } = await (await start(policy, entries)).get('fleet');
      return body.items.map((row: { name: string }) => row.name);
    };
    expect(await names(() => true)).toContain('stranger');
    expect(
      await names(permission => permission !== 'telemetry.unregistered.read'),
    ).not.toContain('stranger');
  });
});
