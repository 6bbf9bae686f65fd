import { AuthService } from '@backstage/backend-plugin-api';
import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { isEntityName } from '@sextant/plugin-kit-common';
import { parseFilterPredicate } from '@backstage/filter-predicates';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  DeclaredVersion,
  readRegistration,
  TELEMETRY_NAME_ANNOTATIONS,
  telemetryNameOf,
} from '@sextant/plugin-services-common';

/** A component that claims a telemetry name. */
export interface Claim {
  entityRef: string;
  telemetryName: string;
  /** Those that upstreams read; undefined when it has none. */
  hints?: Readonly<Record<string, string>>;
  /** Reference of who owns it, where the entity names somebody. */
  owner?: string;
  declared?: readonly DeclaredVersion[];
}

/** A component by its reference, and everybody who claims its telemetry name. */
export interface Resolved {
  /** Full reference; of the component that could be registered when none is. */
  entityRef: string;
  telemetryName: string;
  /** Undefined when the catalog has no such component. */
  claim: Claim | undefined;
  /** All components of the telemetry name, this one included. */
  claims: readonly Claim[];
}

interface Remembered<T> {
  value: T;
  untilMs: number;
}

const NAMES_PER_QUESTION = 200;
const ENTITIES_PER_PAGE = 1_000;
const MAX_REMEMBERED = 50_000;
const REMEMBER_MS = 30_000;
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'spec.owner',
  'spec.versions',
];

/**
 * Joins catalog components and telemetry names, both ways: several components may claim one name. Looks
 * up with the plugin's own credentials: who may see what is decided afterwards, on all that was found.
 */
export class ServiceDirectory {
  readonly #byRef = new Map<string, Remembered<Claim | undefined>>();
  readonly #byName = new Map<string, Remembered<readonly Claim[]>>();
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #annotations: () => ReadonlySet<string>;
  readonly #now: () => number;

  /** @param annotations - Those that upstreams read. */
  constructor(
    catalog: CatalogService,
    auth: AuthService,
    annotations: () => ReadonlySet<string>,
    now: () => number = Date.now,
  ) {
    this.#catalog = catalog;
    this.#auth = auth;
    this.#annotations = annotations;
    this.#now = now;
  }

  async byRef(namespace: string, name: string): Promise<Resolved> {
    const entityRef = stringifyEntityRef({
      kind: 'component',
      namespace,
      name,
    });
    // Names of services that no entity may have are nobody's but by annotation.
    const claim = isEntityName(name)
      ? await this.#claimOf(entityRef)
      : undefined;
    const telemetryName = claim?.telemetryName ?? name;
    const claims = (await this.byNames([telemetryName])).get(telemetryName);
    return { entityRef, telemetryName, claim, claims: claims ?? [] };
  }

  /** Who claims each of some telemetry names; nobody for those that are not registered. */
  async byNames(
    names: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Claim[]>> {
    const unknown = [...new Set(names)].filter(
      name => !this.#recall(this.#byName, name),
    );
    for (let at = 0; at < unknown.length; at += NAMES_PER_QUESTION) {
      await this.#learn(unknown.slice(at, at + NAMES_PER_QUESTION));
    }
    return new Map(
      names.map(name => [name, this.#byName.get(name)?.value ?? []]),
    );
  }

  async #claimOf(entityRef: string): Promise<Claim | undefined> {
    const remembered = this.#recall(this.#byRef, entityRef);
    if (remembered) {
      return remembered.value;
    }
    const credentials = await this.#auth.getOwnServiceCredentials();
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    const claim = entity && this.#toClaim(entity);
    this.#remember(this.#byRef, entityRef, claim);
    return claim;
  }

  async #learn(names: readonly string[]) {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const keys = [
      ...TELEMETRY_NAME_ANNOTATIONS.map(
        annotation => `metadata.annotations.${annotation}`,
      ),
      'metadata.name',
    ];
    const items: Entity[] = [];
    let cursor: string | undefined;
    // A query in the body: names are long, and may hold what a filter in an address is made of.
    const query = parseFilterPredicate({
      $all: [
        { kind: 'component' },
        { $any: keys.map(key => ({ [key]: { $in: names } })) },
      ],
    });
    const how = { fields: FIELDS, limit: ENTITIES_PER_PAGE };
    do {
      const page = await this.#catalog.queryEntities(
        cursor === undefined ? { query, ...how } : { cursor, ...how },
        { credentials },
      );
      items.push(...page.items);
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== undefined);
    const claims = items.map(entity => this.#toClaim(entity));
    for (const name of names) {
      this.#remember(
        this.#byName,
        name,
        claims.filter(({ telemetryName }) => telemetryName === name),
      );
    }
  }

  #toClaim(entity: Entity): Claim {
    const known = this.#annotations();
    const hints = Object.entries(entity.metadata.annotations ?? {}).filter(
      ([annotation]) => known.has(annotation),
    );
    const { versions } = readRegistration(entity).registration;
    return {
      entityRef: stringifyEntityRef(entity),
      telemetryName: telemetryNameOf(entity),
      owner: ownerOf(entity),
      declared: versions.length > 0 ? versions : undefined,
      hints: hints.length > 0 ? Object.fromEntries(hints) : undefined,
    };
  }

  #recall<T>(memory: Map<string, Remembered<T>>, key: string) {
    const found = memory.get(key);
    return found && found.untilMs > this.#now() ? found : undefined;
  }

  #remember<T>(memory: Map<string, Remembered<T>>, key: string, value: T) {
    if (memory.size >= MAX_REMEMBERED) {
      memory.clear();
    }
    memory.set(key, { value, untilMs: this.#now() + REMEMBER_MS });
  }
}

/** As the catalog resolves `spec.owner`: a group of the same namespace where it says no more. */
function ownerOf({ spec, metadata }: Entity): string | undefined {
  if (typeof spec?.owner !== 'string' || spec.owner === '') {
    return undefined;
  }
  try {
    const owner = parseEntityRef(spec.owner, {
      defaultKind: 'group',
      defaultNamespace: metadata.namespace ?? 'default',
    });
    return stringifyEntityRef(owner);
  } catch {
    // The catalog shows what is wrong with it; here nobody is named.
    return undefined;
  }
}
