import { AuthService } from '@backstage/backend-plugin-api';
import {
  Entity,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  formatProblem,
  isService,
  mayRun,
  readRegistration,
  ServiceRegistration,
  telemetryNameOf,
} from '@sextant/plugin-services-common';

/** A service as it is registered. */
export interface RegisteredService {
  entityRef: string;
  name: string;
  namespace: string;
  title: string | undefined;
  telemetryName: string;
  /** False for components of another type: on the fleet only where they are seen to run. */
  isService: boolean;
  owner: string | undefined;
  system: string | undefined;
  lifecycle: string | undefined;
  registration: ServiceRegistration;
  /** Problems of the registration, and errors the catalog had with a newer document. */
  problems: string[];
}

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.annotations',
  'spec',
  'relations',
  'status',
];

/** All registered services, remembered for half a minute: fleet pages are asked for often. */
export class CatalogServices {
  #loading: Promise<RegisteredService[]> | undefined;
  #untilMs = 0;

  constructor(
    private readonly catalog: CatalogService,
    private readonly auth: AuthService,
    private readonly rememberMs = 30_000,
    private readonly now: () => number = Date.now,
  ) {}

  /** Every component, whoever may see it. */
  all(): Promise<RegisteredService[]> {
    if (!this.#loading || this.now() > this.#untilMs) {
      this.#untilMs = this.now() + this.rememberMs;
      this.#loading = this.#load().catch(error => {
        this.#loading = undefined;
        throw error;
      });
    }
    return this.#loading;
  }

  /** The service of a component as it is now, or undefined. */
  async one(entityRef: string): Promise<RegisteredService | undefined> {
    const credentials = await this.auth.getOwnServiceCredentials();
    const entity = await this.catalog.getEntityByRef(entityRef, {
      credentials,
    });
    return entity && mayRun(entity) ? toRegistered(entity) : undefined;
  }

  async #load(): Promise<RegisteredService[]> {
    const credentials = await this.auth.getOwnServiceCredentials();
    const { items } = await this.catalog.getEntities(
      { filter: { kind: 'component' }, fields: FIELDS },
      { credentials },
    );
    return items.map(toRegistered);
  }
}

function toRegistered(entity: Entity): RegisteredService {
  const { registration, problems } = readRegistration(entity);
  const related = (type: string) =>
    entity.relations?.find(relation => relation.type === type)?.targetRef;
  return {
    entityRef: stringifyEntityRef(entity),
    name: entity.metadata.name,
    namespace: entity.metadata.namespace ?? 'default',
    title: entity.metadata.title,
    telemetryName: telemetryNameOf(entity),
    isService: isService(entity),
    owner: related(RELATION_OWNED_BY),
    system: related(RELATION_PART_OF),
    lifecycle:
      typeof entity.spec?.lifecycle === 'string'
        ? entity.spec.lifecycle
        : undefined,
    registration,
    problems: [...problems.map(formatProblem), ...catalogErrors(entity)],
  };
}

function catalogErrors(entity: Entity): string[] {
  const status: unknown = Reflect.get(entity, 'status');
  const items: unknown =
    typeof status === 'object' && status !== null
      ? Reflect.get(status, 'items')
      : undefined;
  return (Array.isArray(items) ? items : []).flatMap((item: unknown) =>
    typeof item === 'object' &&
    item !== null &&
    Reflect.get(item, 'level') === 'error'
      ? [String(Reflect.get(item, 'message'))]
      : [],
  );
}
