import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { deploymentsServiceRef } from '@sextant/plugin-deployments-node';
import {
  dataSetPageSchema,
  fleetPageSchema,
  serviceDetailSchema,
} from '@sextant/plugin-services-common';
import { FleetEntry, VersionFigures } from '@sextant/plugin-telemetry-common';
import { telemetryServiceRef } from '@sextant/plugin-telemetry-node';
import request from 'supertest';
import { servicesPlugin } from './plugin';

jest.setTimeout(30_000);

function service(name: string, spec: object = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default' },
    spec: { type: 'service', lifecycle: 'production', ...spec },
    relations: [{ type: 'ownedBy', targetRef: `group:default/team-${name}` }],
  };
}

function figures(version: string, errorRatio = 0): VersionFigures {
  return {
    version,
    environment: 'production',
    requests: 100,
    rate: 1,
    errorRatio,
    p50: 0.01,
    p95: 0.05,
    p99: 0.1,
    share: 1,
    instances: 1,
    firstSeen: '2026-11-01T00:00:00.000Z',
    lastSeen: '2026-11-21T00:00:00.000Z',
  };
}

function entry(
  name: string,
  versions: VersionFigures[],
  registered = true,
): FleetEntry {
  const errorRatio = versions[0].errorRatio;
  return {
    service: name,
    entityRef: `component:default/${name}`,
    registered,
    environment: 'production',
    versions,
    requests: 100,
    rate: 1,
    errorRatio,
    p95: 0.05,
    recent: { requests: 100, errorRatio, p95: null },
    errorRatioTrend: [0, null, errorRatio],
    p95Trend: [0.05],
    alertsFiring: null,
  };
}

const ENTITIES = [
  service('pricing', {
    versions: [
      { version: '1.x', lifecycle: 'deprecated', sunset: '2020-01-01' },
      { version: '2.x' },
    ],
    data: {
      owns: [
        { name: 'price-list', store: 'resource:default/db', schema: 'shared' },
      ],
    },
  }),
  service('orders', {
    data: {
      owns: [{ name: 'order', store: 'resource:default/db', schema: 'shared' }],
      copies: [
        {
          dataset: 'price-list',
          from: 'component:default/pricing',
          via: 'event',
        },
      ],
    },
  }),
  service('inventory'),
  service('quiet'),
];

async function startServices(
  options: {
    permission?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
    telemetryDown?: boolean;
    fleet?: jest.Mock;
  } = {},
) {
  const answer = {
    state: 'ok' as const,
    provenance: [],
    missing: [],
    data: {
      environments: ['production'],
      services: [
        entry('pricing', [figures('1.4.2'), figures('3.0.0')]),
        entry('orders', [figures('4.1.0')]),
        entry('inventory', [figures('2.3.0', 0.16)]),
        entry('stranger', [figures('0.1.0')], false),
      ],
    },
  };
  const fleet =
    options.fleet ??
    jest.fn(async () => {
      if (options.telemetryDown) {
        throw new Error('telemetry is down');
      }
      return answer;
    });
  const { server } = await startTestBackend({
    features: [
      servicesPlugin,
      mockServices.rootConfig.factory({ data: {} }),
      mockServices.permissions.factory({
        result: options.permission ?? AuthorizeResult.ALLOW,
      }),
      catalogServiceMock.factory({ entities: ENTITIES }),
      createServiceFactory({
        service: telemetryServiceRef,
        deps: {},
        factory: () => ({
          fleet,
          versions: async () => {
            if (options.telemetryDown) {
              throw new Error('telemetry is down');
            }
            return {
              ...answer,
              data: {
                versions: [figures('1.4.2'), figures('3.0.0')],
                environments: ['production'],
              },
            };
          },
        }),
      }),
      createServiceFactory({
        service: deploymentsServiceRef,
        deps: {},
        factory: () => ({
          list: async () => ({ items: [] }),
          latest: async () => [],
          record: async () => {
            throw new Error('not recorded here');
          },
        }),
      }),
    ],
  });
  const getFleet = async (query = '') =>
    fleetPageSchema.parse(
      (await request(server).get(`/api/services/v1/fleet?${query}`).expect(200))
        .body,
    );
  return { server, fleet, getFleet };
}

describe('fleet', () => {
  it('shows every service, worst first, with why it wants attention', async () => {
    const { getFleet } = await startServices();
    const { items, totals } = await getFleet();
    expect(items.map(row => [row.name, row.attention[0]?.kind])).toEqual([
      ['inventory', 'failing'],
      ['pricing', 'sunset-passed'],
      ['stranger', 'unregistered'],
      ['quiet', 'silent'],
      ['orders', 'shared-database'],
    ]);
    expect(
      items[1].versions.map(v => [v.version, v.declared, v.lifecycle]),
    ).toEqual([
      ['1.4.2', true, 'deprecated'],
      ['3.0.0', false, undefined],
    ]);
    expect(totals).toMatchObject({
      services: 5,
      unregistered: 1,
      unhealthy: 1,
      unhealthyNames: ['inventory'],
      alertsFiring: null,
    });
  });

  it('filters, sorts, searches and pages on the server', async () => {
    const { getFleet } = await startServices();
    const names = async (query: string) =>
      (await getFleet(query)).items.map(row => row.name);
    expect(await names('sort=name')).toEqual([
      'inventory',
      'orders',
      'pricing',
      'quiet',
      'stranger',
    ]);
    expect(await names('sort=name&order=descending')).toEqual([
      'stranger',
      'quiet',
      'pricing',
      'orders',
      'inventory',
    ]);
    // Who is silent has no errors to be sorted by, and is last either way.
    const falling = await names('sort=errors');
    const rising = await names('sort=errors&order=ascending');
    expect(falling[0]).toBe('inventory');
    expect([falling.at(-1), rising.at(-1)]).toEqual(['quiet', 'quiet']);
    expect(rising.indexOf('inventory')).toBe(rising.length - 2);
    expect(await names('q=PRIC')).toEqual(['pricing']);
    expect(await names('q=3.0.0')).toEqual(['pricing']);
    expect(await names('owner=group:default/team-quiet')).toEqual(['quiet']);
    const first = await getFleet('sort=name&limit=2');
    expect(first.nextCursor).toBe('2');
    expect(await names(`sort=name&limit=2&cursor=${first.nextCursor}`)).toEqual(
      ['pricing', 'quiet'],
    );
    expect(first.total).toBe(5);
  });

  it('asks telemetry once, whatever the number of readers, filters and pages', async () => {
    const { getFleet, fleet } = await startServices();
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        getFleet(`limit=${i + 1}&q=${i % 2 ? 'pricing' : ''}`),
      ),
    );
    expect(fleet).toHaveBeenCalledTimes(1);
  });

  it('shows registrations and says what is missing when telemetry is down', async () => {
    const { getFleet } = await startServices({ telemetryDown: true });
    const page = await getFleet('sort=name');
    expect(page.items.map(row => row.name)).toEqual([
      'inventory',
      'orders',
      'pricing',
      'quiet',
    ]);
    expect(page.missing).toEqual(['Telemetry: telemetry is down']);
    // Nobody knows is not the same as none.
    expect(page.totals).toMatchObject({
      unhealthy: null,
      alertsFiring: null,
    });
    expect(
      page.items.some(row => row.attention.some(a => a.kind === 'silent')),
    ).toBe(false);
  });

  it('shows nothing to who may see nothing', async () => {
    const { getFleet, server } = await startServices({
      permission: AuthorizeResult.DENY,
    });
    expect((await getFleet()).items).toEqual([]);
    await request(server)
      .get('/api/services/v1/services/default/pricing')
      .expect(404);
    const { body } = await request(server)
      .get('/api/services/v1/data-sets')
      .expect(200);
    expect(body.items).toEqual([]);
  });

  it.each([
    'sort=best',
    'limit=0',
    'attention=maybe',
    'cursor=x',
    'from=garbage',
    'from=now-100y',
    'from=now&to=now-1h',
  ])('refuses %s', async query => {
    const { server } = await startServices();
    const { body } = await request(server)
      .get(`/api/services/v1/fleet?${query}`)
      .expect(400);
    expect(body.error.name).toBe('InputError');
  });
});

describe('service and data sets', () => {
  it('joins what is declared with what runs', async () => {
    const { server } = await startServices();
    const { body } = await request(server)
      .get('/api/services/v1/services/default/pricing')
      .expect(200);
    const detail = serviceDetailSchema.parse(body);
    expect(detail.live.map(v => [v.version, v.declared])).toEqual([
      ['1.4.2', true],
      ['3.0.0', false],
    ]);
    expect(detail.owns[0].copies).toEqual([
      { service: 'component:default/orders', via: 'event' },
    ]);
  });

  it.each([
    'services/default/pricing?from=garbage',
    'services/%2e%2e/%2e%2e',
    'data-sets?cursor=-5',
    'data-sets?cursor=abc',
  ])('refuses %s', async path => {
    const { server } = await startServices();
    await request(server).get(`/api/services/v1/${path}`).expect(400);
  });

  it('finds two services that keep data in one store and schema', async () => {
    const { server } = await startServices();
    const { body } = await request(server)
      .get('/api/services/v1/data-sets?q=order')
      .expect(200);
    const [order] = dataSetPageSchema.parse(body).items;
    expect(order.violations).toEqual([
      'shared database: component:default/pricing keeps data in the same store and schema (resource:default/db, shared)',
    ]);
  });
});
