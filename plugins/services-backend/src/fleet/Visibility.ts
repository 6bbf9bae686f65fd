import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { deploymentReadPermission } from '@sextant/plugin-deployments-common';
import {
  telemetryReadPermission,
  telemetryReadUnregisteredPermission,
} from '@sextant/plugin-telemetry-common';

/** What one reader may see. */
export interface Sight {
  /** Registrations: who owns what. */
  entity(entityRef: string): boolean;
  /** Figures that belong to all of some components; to none where nobody is registered. */
  figures(entityRefs: readonly string[]): boolean;
  deployments(entityRef: string): boolean;
}

type Includes = (entityRef: string) => boolean;

const REMEMBER_MS = 30_000;
const MAX_READERS = 1_000;
const AT_ONCE = 500;

/**
 * Decides per reader, not per service: most policies answer all or nothing. For a conditional one the
 * catalog is asked once what this reader sees, and the policy once for every service.
 */
export class Visibility {
  readonly #remembered = new Map<
    string,
    { sight: Promise<Sight>; untilMs: number }
  >();
  readonly #permissions: PermissionsService;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #refs: () => Promise<string[]>;
  readonly #now: () => number;

  /** @param refs - Every registered service. */
  constructor(
    permissions: PermissionsService,
    catalog: CatalogService,
    auth: AuthService,
    refs: () => Promise<string[]>,
    now: () => number = Date.now,
  ) {
    this.#permissions = permissions;
    this.#catalog = catalog;
    this.#auth = auth;
    this.#refs = refs;
    this.#now = now;
  }

  of(credentials: BackstageCredentials): Promise<Sight> {
    // Only people come again and again.
    const reader = this.#auth.isPrincipal(credentials, 'user')
      ? credentials.principal.userEntityRef
      : undefined;
    const kept = reader ? this.#remembered.get(reader) : undefined;
    if (kept && kept.untilMs > this.#now()) {
      return kept.sight;
    }
    const sight = this.#look(credentials);
    if (reader) {
      if (this.#remembered.size >= MAX_READERS) {
        this.#remembered.clear();
      }
      this.#remembered.set(reader, {
        sight,
        untilMs: this.#now() + REMEMBER_MS,
      });
      sight.catch(() => this.#remembered.delete(reader));
    }
    return sight;
  }

  async #look(credentials: BackstageCredentials): Promise<Sight> {
    const [entity, ofFigures, deployments, unregistered] = await Promise.all([
      this.#seen(catalogEntityReadPermission, credentials, () =>
        this.#catalogRefs(credentials),
      ),
      this.#seen(telemetryReadPermission, credentials),
      this.#seen(deploymentReadPermission, credentials),
      this.#permissions
        .authorize([{ permission: telemetryReadUnregisteredPermission }], {
          credentials,
        })
        .then(([{ result }]) => result === AuthorizeResult.ALLOW),
    ]);
    return {
      entity,
      figures: refs =>
        refs.length === 0
          ? unregistered
          : refs.every(ref => entity(ref) && ofFigures(ref)),
      deployments,
    };
  }

  /** All, none, or those for which the policy decides so. */
  async #seen(
    permission: ResourcePermission<'catalog-entity'>,
    credentials: BackstageCredentials,
    conditionally = () => this.#authorized(permission, credentials),
  ): Promise<Includes> {
    const [{ result }] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    if (result !== AuthorizeResult.CONDITIONAL) {
      return () => result === AuthorizeResult.ALLOW;
    }
    const refs = await conditionally();
    return ref => refs.has(ref);
  }

  async #authorized(
    permission: ResourcePermission<'catalog-entity'>,
    credentials: BackstageCredentials,
  ): Promise<Set<string>> {
    const refs = await this.#refs();
    const allowed = new Set<string>();
    for (let at = 0; at < refs.length; at += AT_ONCE) {
      const part = refs.slice(at, at + AT_ONCE);
      const decisions = await this.#permissions.authorize(
        part.map(resourceRef => ({ permission, resourceRef })),
        { credentials },
      );
      for (const [index, { result }] of decisions.entries()) {
        if (result === AuthorizeResult.ALLOW) {
          allowed.add(part[index]);
        }
      }
    }
    return allowed;
  }

  async #catalogRefs(credentials: BackstageCredentials): Promise<Set<string>> {
    const { items } = await this.#catalog.getEntities(
      {
        filter: { kind: 'component' },
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials },
    );
    return new Set(items.map(entity => stringifyEntityRef(entity)));
  }
}
