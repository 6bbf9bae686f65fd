import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { telemetryReadUnregisteredPermission } from '@sextant/plugin-telemetry-common';

/** Which services a reader may see. */
export type Visible = (service: {
  entityRef: string;
  registered: boolean;
}) => boolean;

const REMEMBER_MS = 30_000;

/**
 * Decides per reader, not per service: most policies answer all or nothing; for a conditional one
 * the catalog is asked once what this reader sees.
 */
export class Visibility {
  readonly #seen = new Map<
    string,
    { refs: Promise<Set<string>>; untilMs: number }
  >();

  constructor(
    private readonly permissions: PermissionsService,
    private readonly catalog: CatalogService,
    private readonly auth: AuthService,
    private readonly now: () => number = Date.now,
  ) {}

  async of(credentials: BackstageCredentials): Promise<Visible> {
    const [entities] = await this.permissions.authorizeConditional(
      [{ permission: catalogEntityReadPermission }],
      { credentials },
    );
    const [unregistered] = await this.permissions.authorize(
      [{ permission: telemetryReadUnregisteredPermission }],
      { credentials },
    );
    const seesUnregistered = unregistered.result === AuthorizeResult.ALLOW;
    if (entities.result === AuthorizeResult.CONDITIONAL) {
      const refs = await this.#refsOf(credentials);
      return service =>
        service.registered ? refs.has(service.entityRef) : seesUnregistered;
    }
    const seesAll = entities.result === AuthorizeResult.ALLOW;
    return service => (service.registered ? seesAll : seesUnregistered);
  }

  #refsOf(credentials: BackstageCredentials): Promise<Set<string>> {
    const reader = this.auth.isPrincipal(credentials, 'user')
      ? credentials.principal.userEntityRef
      : undefined;
    const kept = reader ? this.#seen.get(reader) : undefined;
    if (kept && kept.untilMs > this.now()) {
      return kept.refs;
    }
    const refs = this.catalog
      .getEntities(
        {
          filter: { kind: 'component', 'spec.type': 'service' },
          fields: ['kind', 'metadata.name', 'metadata.namespace'],
        },
        { credentials },
      )
      .then(
        ({ items }) => new Set(items.map(entity => stringifyEntityRef(entity))),
      );
    if (reader) {
      this.#seen.set(reader, { refs, untilMs: this.now() + REMEMBER_MS });
      refs.catch(() => this.#seen.delete(reader));
    }
    return refs;
  }
}
