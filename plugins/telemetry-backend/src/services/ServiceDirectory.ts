import { AuthService } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_JAEGER_SERVICE,
  ANNOTATION_SERVICE_NAME,
  telemetryNameOf,
} from '@sextant/plugin-services-common';

/** A service as telemetry knows it. */
export interface ResolvedService {
  /** Full reference; of the component that could be registered when none is. */
  entityRef: string;
  telemetryName: string;
  registered: boolean;
  /** Those that say how to find its telemetry; undefined when it has none. */
  annotations?: Readonly<Record<string, string>>;
}

interface Remembered {
  service: ResolvedService;
  untilMs: number;
}

const MAX_NAMES_IN_FILTER = 200;
/** Which annotations sources get to see. */
const TELEMETRY_ANNOTATIONS = ['prometheus.io/', 'sextant.io/'];
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'spec.type',
];

/**
 * Joins catalog components and telemetry names, both ways. Looks up with the plugin's own
 * credentials: who may see what is decided by permissions afterwards, not by what was found.
 */
export class ServiceDirectory {
  readonly #byRef = new Map<string, Remembered>();
  readonly #byName = new Map<string, Remembered>();

  constructor(
    private readonly catalog: CatalogService,
    private readonly auth: AuthService,
    private readonly rememberMs = 30_000,
    private readonly now: () => number = Date.now,
  ) {}

  /** The service of a component; unregistered when the catalog has none of that name. */
  async byEntity(namespace: string, name: string): Promise<ResolvedService> {
    const entityRef = stringifyEntityRef({
      kind: 'component',
      namespace,
      name,
    });
    const remembered = this.#recall(this.#byRef, entityRef);
    if (remembered) {
      return remembered;
    }
    const credentials = await this.auth.getOwnServiceCredentials();
    const entity = await this.catalog.getEntityByRef(entityRef, {
      credentials,
    });
    return this.#remember(
      this.#byRef,
      entityRef,
      entity
        ? registered(entity)
        : { entityRef, telemetryName: name, registered: false },
    );
  }

  /** The services behind telemetry names, by name. */
  async byTelemetryNames(
    names: readonly string[],
  ): Promise<Map<string, ResolvedService>> {
    const unknown = names.filter(name => !this.#recall(this.#byName, name));
    if (unknown.length > 0) {
      const credentials = await this.auth.getOwnServiceCredentials();
      const { items } = await this.catalog.getEntities(
        { filter: filterFor(unknown), fields: FIELDS },
        { credentials },
      );
      const found = new Map(
        items.map(entity => [telemetryNameOf(entity), registered(entity)]),
      );
      for (const name of unknown) {
        this.#remember(
          this.#byName,
          name,
          found.get(name) ?? {
            entityRef: stringifyEntityRef({
              kind: 'component',
              namespace: 'default',
              name,
            }),
            telemetryName: name,
            registered: false,
          },
        );
      }
    }
    return new Map(
      names.flatMap(name => {
        const service = this.#byName.get(name)?.service;
        return service ? [[name, service]] : [];
      }),
    );
  }

  #recall(
    memory: Map<string, Remembered>,
    key: string,
  ): ResolvedService | undefined {
    const found = memory.get(key);
    return found && found.untilMs > this.now() ? found.service : undefined;
  }

  #remember(
    memory: Map<string, Remembered>,
    key: string,
    service: ResolvedService,
  ) {
    if (memory.size >= 20_000) {
      memory.clear();
    }
    memory.set(key, { service, untilMs: this.now() + this.rememberMs });
    return service;
  }
}

/** Entities that may bear one of the names; all services when that is shorter to ask for. */
function filterFor(names: string[]) {
  if (names.length > MAX_NAMES_IN_FILTER) {
    return [{ kind: 'component', 'spec.type': 'service' }];
  }
  return [
    `metadata.annotations.${ANNOTATION_SERVICE_NAME}`,
    `metadata.annotations.${ANNOTATION_JAEGER_SERVICE}`,
    'metadata.name',
  ].map(key => ({ kind: 'component', [key]: names }));
}

function registered(entity: Entity): ResolvedService {
  return {
    entityRef: stringifyEntityRef(entity),
    telemetryName: telemetryNameOf(entity),
    registered: true,
    annotations: telemetryAnnotationsOf(entity),
  };
}

function telemetryAnnotationsOf(entity: Entity) {
  const found = Object.entries(entity.metadata.annotations ?? {}).filter(
    ([name]) => TELEMETRY_ANNOTATIONS.some(prefix => name.startsWith(prefix)),
  );
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
