import { AuthService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';

interface Kept {
  systems: Promise<string[]>;
  untilMs: number;
}

const KEEP_MS = 60_000;
const MAX_KEPT = 1_000;

/** Systems that somebody owns, remembered for a minute. */
export class OwnedSystems {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly catalog: CatalogService,
    private readonly auth: AuthService,
    private readonly now: () => number = Date.now,
  ) {}

  /** Full references, of what any of some owners owns. */
  of(owners: readonly string[]): Promise<string[]> {
    const key = [...owners].sort().join(' ');
    const kept = this.#kept.get(key);
    if (kept && kept.untilMs > this.now()) {
      return kept.systems;
    }
    const systems = this.#find(owners);
    if (this.#kept.size >= MAX_KEPT) {
      this.#kept.clear();
    }
    this.#kept.set(key, { systems, untilMs: this.now() + KEEP_MS });
    systems.catch(() => this.#kept.delete(key));
    return systems;
  }

  async #find(owners: readonly string[]): Promise<string[]> {
    if (owners.length === 0) {
      return [];
    }
    const { items } = await this.catalog.getEntities(
      {
        filter: { kind: 'system', 'relations.ownedBy': [...owners] },
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials: await this.auth.getOwnServiceCredentials() },
    );
    return items.map(entity => stringifyEntityRef(entity));
  }
}

/** The ways in which `spec.system` may name a system. */
export function spellingsOf(system: string): string[] {
  const { namespace, name } = parseEntityRef(system);
  return [
    system,
    `${namespace}/${name}`,
    ...(namespace === 'default' ? [name, `system:${name}`] : []),
  ];
}
