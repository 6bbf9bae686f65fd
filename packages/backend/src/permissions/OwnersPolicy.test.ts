import { ConfigReader } from '@backstage/config';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { permissionRules } from '@backstage/plugin-catalog-backend/alpha';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { deploymentPermissions } from '@sextant/plugin-deployments-common';
import { telemetryPermissions } from '@sextant/plugin-telemetry-common';
import { OwnedSystems } from './OwnedSystems';
import { OwnersPolicy } from './OwnersPolicy';
import { ownsRestrictedData } from './ownsRestrictedData';
import { readAccessConfig } from './readAccessConfig';

const SYSTEM: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'shop', namespace: 'default' },
  spec: { owner: 'team-shop' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/team-shop' }],
};
const service = (owner: string, system?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'pricing', namespace: 'default' },
  spec: { type: 'service', system },
  relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
});

const ACCESS = {
  operators: ['group:default/on-call'],
  restricted: ['group:default/cleared'],
};

/** What members of a group are told about a service. */
async function decide(
  permission: Permission,
  group: string | undefined,
  entity: Entity,
  more: readonly string[] = [],
): Promise<boolean> {
  const userInfo = mockServices.userInfo({
    userEntityRef: 'user:default/ada',
    ownershipEntityRefs: [
      'user:default/ada',
      ...[group, ...more].map(name => `group:default/${name}`),
    ],
  });
  // As the catalog would: only systems whose owner was asked for.
  const catalog = catalogServiceMock({ entities: [SYSTEM] });
  const policy = new OwnersPolicy(
    userInfo,
    new OwnedSystems(catalog, mockServices.auth()),
    ACCESS,
  );
  const decision: PolicyDecision = await policy.handle(
    { permission },
    group === undefined
      ? undefined
      : {
          credentials: mockCredentials.user('user:default/ada'),
          info: await userInfo.getUserInfo(mockCredentials.user()),
        },
  );
  const authorize = createConditionAuthorizer([
    ...Object.values(permissionRules),
    ownsRestrictedData,
  ]);
  return authorize(decision, entity);
}

const named = (name: string): Permission => {
  const found = [
    ...telemetryPermissions,
    ...deploymentPermissions,
    catalogEntityReadPermission,
  ].find(permission => permission.name === name);
  if (!found) {
    throw new Error(`No permission ${name}`);
  }
  return found;
};

describe('OwnersPolicy', () => {
  const own = service('team-pricing', 'shop');
  const allowedTo = async (name: string, entity = own) => {
    const groups = ['team-pricing', 'team-shop', 'team-other', 'on-call'];
    const allowed: string[] = [];
    for (const group of groups) {
      if (await decide(named(name), group, entity)) {
        allowed.push(group);
      }
    }
    return allowed;
  };
  const EVERYBODY = ['team-pricing', 'team-shop', 'team-other', 'on-call'];

  it.each([
    ['catalog.entity.read', EVERYBODY],
    ['telemetry.service.read', EVERYBODY],
    ['deployments.read', EVERYBODY],
    [
      'telemetry.service.content.read',
      ['team-pricing', 'team-shop', 'on-call'],
    ],
    ['deployments.record', ['team-pricing', 'on-call']],
    ['telemetry.unregistered.read', ['on-call']],
    ['telemetry.fleet.read', ['on-call']],
    ['deployments.fleet.read', ['on-call']],
    ['telemetry.ingest', ['on-call']],
  ])('allows %s to %j', async (name, groups) => {
    expect(await allowedTo(name)).toEqual(groups);
  });

  it.each(['shop', 'default/shop', 'system:default/shop', 'system:shop'])(
    'knows the people of a system that is written %s',
    async system => {
      expect(
        await allowedTo(
          'telemetry.service.content.read',
          service('team-pricing', system),
        ),
      ).toContain('team-shop');
    },
  );

  it('shows what a service with restricted data says to those of its people who have the role', async () => {
    const restricted: Entity = {
      ...own,
      spec: {
        ...own.spec,
        data: {
          owns: [
            { name: 'price', classification: 'public' },
            { name: 'card', classification: 'restricted' },
          ],
        },
      },
    };
    const content = named('telemetry.service.content.read');
    const told = async (group: string, more: string[]) =>
      decide(content, group, restricted, more);
    expect(await told('team-pricing', [])).toBe(false);
    expect(await told('team-shop', [])).toBe(false);
    expect(await told('team-pricing', ['cleared'])).toBe(true);
    expect(await told('team-shop', ['cleared'])).toBe(true);
    // The role alone is not enough, and figures need none.
    expect(await told('team-other', ['cleared'])).toBe(false);
    expect(
      await decide(named('telemetry.service.read'), 'team-other', restricted),
    ).toBe(true);
    expect(
      await decide(content, 'team-pricing', {
        ...own,
        spec: { ...own.spec, data: { owns: [{ name: 'price' }] } },
      }),
    ).toBe(true);
  });

  it('shows what a service of another system says to nobody of this one', async () => {
    expect(
      await allowedTo(
        'telemetry.service.content.read',
        service('team-pricing', 'warehouse'),
      ),
    ).toEqual(['team-pricing', 'on-call']);
  });

  it('decides on every permission of the suite, and denies all of them to nobody', async () => {
    for (const permission of [
      ...telemetryPermissions,
      ...deploymentPermissions,
    ]) {
      expect(await decide(permission, undefined, own)).toBe(false);
      expect(await decide(permission, 'on-call', own)).toBe(true);
    }
  });
});

describe('readAccessConfig', () => {
  const read = (access?: {
    policy?: string;
    operators?: string[];
    restricted?: string[];
  }) => readAccessConfig(new ConfigReader(access ? { access } : {}));

  it('is strict where nothing is said', () => {
    expect(read()).toEqual({
      policy: 'owners',
      operators: [],
      restricted: [],
    });
  });

  it.each([
    [{ policy: 'loose' }, 'access.policy: found "loose", allowed open, owners'],
    [{ operators: ['on-call'] }, 'access.operators: found "on-call"'],
    [{ restricted: ['cleared'] }, 'access.restricted: found "cleared"'],
  ])('refuses %j', (access, text) => {
    expect(() => read(access)).toThrow(text);
  });
});
