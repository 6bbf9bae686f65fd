import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { OwnedSystems, spellingsOf } from './OwnedSystems';
import { restrictedDataCondition } from './ownsRestrictedData';
import type { AccessConfig } from './readAccessConfig';

/** What requests and lines say: for the people of the service, and of its system. */
const OF_ITS_PEOPLE = new Set(['telemetry.service.content.read']);
/** What changes what others see of a service: for its owner. */
const OF_ITS_OWNER = new Set(['deployments.record', 'catalog.entity.delete']);
/** What is nobody's, or everybody's at once. */
const OF_OPERATORS = new Set([
  'telemetry.unregistered.read',
  'telemetry.fleet.read',
  'telemetry.ingest',
  'deployments.fleet.read',
  'catalog.location.create',
  'catalog.location.delete',
]);

/**
 * Everybody who is signed in sees which services there are, who owns them, and how they do; what their
 * requests and lines say is seen by the people of the service and of its system, where the service owns
 * restricted data by those of them who have that role; what is nobody's is seen by operators. Plugins, and tokens within their restrictions, are not asked.
 */
export class OwnersPolicy implements PermissionPolicy {
  readonly #userInfo: UserInfoService;
  readonly #systems: OwnedSystems;
  readonly #operators: ReadonlySet<string>;
  readonly #restricted: ReadonlySet<string>;

  constructor(
    userInfo: UserInfoService,
    systems: OwnedSystems,
    access: Pick<AccessConfig, 'operators' | 'restricted'>,
  ) {
    this.#userInfo = userInfo;
    this.#systems = systems;
    this.#operators = new Set(access.operators);
    this.#restricted = new Set(access.restricted);
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    const { ownershipEntityRefs: claims } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    if (claims.some(ref => this.#operators.has(ref))) {
      return { result: AuthorizeResult.ALLOW };
    }
    if (OF_OPERATORS.has(permission.name)) {
      return { result: AuthorizeResult.DENY };
    }
    if (!isResourcePermission(permission, 'catalog-entity')) {
      return { result: AuthorizeResult.ALLOW };
    }
    if (OF_ITS_OWNER.has(permission.name)) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({ claims }),
      );
    }
    if (OF_ITS_PEOPLE.has(permission.name)) {
      const systems = await this.#systems.of(claims);
      const isOfItsPeople: PermissionCriteria<
        PermissionCondition<'catalog-entity'>
      > = {
        anyOf: [
          catalogConditions.isEntityOwner({ claims }),
          ...systems
            .flatMap(spellingsOf)
            .map(value => catalogConditions.hasSpec({ key: 'system', value })),
        ],
      };
      return createCatalogConditionalDecision(
        permission,
        claims.some(ref => this.#restricted.has(ref))
          ? isOfItsPeople
          : {
              allOf: [
                isOfItsPeople,
                { not: restrictedDataCondition(undefined) },
              ],
            },
      );
    }
    return { result: AuthorizeResult.ALLOW };
  }
}
