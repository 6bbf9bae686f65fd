import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { OwnedSystems, spellingsOf } from './OwnedSystems';

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
 * requests and lines say is seen by the people of the service and of its system; what is nobody's is seen
 * by operators. Plugins, and tokens within their restrictions, are not asked.
 */
export class OwnersPolicy implements PermissionPolicy {
  readonly #userInfo: UserInfoService;
  readonly #systems: OwnedSystems;
  readonly #operators: ReadonlySet<string>;

  constructor(
    userInfo: UserInfoService,
    systems: OwnedSystems,
    operators: readonly string[],
  ) {
    this.#userInfo = userInfo;
    this.#systems = systems;
    this.#operators = new Set(operators);
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
      return createCatalogConditionalDecision(permission, {
        anyOf: [
          catalogConditions.isEntityOwner({ claims }),
          ...systems
            .flatMap(spellingsOf)
            .map(value => catalogConditions.hasSpec({ key: 'system', value })),
        ],
      });
    }
    return { result: AuthorizeResult.ALLOW };
  }
}
