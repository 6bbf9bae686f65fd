import {
  CompoundEntityRef,
  Entity,
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_API_PROVIDED_BY,
  RELATION_PROVIDES_API,
} from '@backstage/catalog-model';
import {
  CatalogProcessor,
  CatalogProcessorEmit,
  LocationSpec,
  processingResult,
} from '@backstage/plugin-catalog-node';
import {
  dataSetEntity,
  formatProblem,
  isService,
  readRegistration,
  RELATION_COPIES_DATA,
  RELATION_DATA_COPIED_BY,
  RELATION_DATA_OWNED_BY,
  RELATION_OWNS_DATA,
  RELATION_STORES_DATA_IN,
  RELATION_STORES_DATA_OF,
  ServiceRegistration,
} from '@sextant/plugin-services-common';

/**
 * Reads what a service registers: refuses documents that cannot be read (the catalog then keeps the
 * last good version and shows the reasons on the entity's page), emits relations both ways, and
 * turns inline data sets into Resource entities.
 */
export class ServiceRegistrationProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'ServiceRegistrationProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    if (isService(entity)) {
      for (const problem of readRegistration(entity).problems) {
        emit(processingResult.inputError(location, formatProblem(problem)));
      }
    }
    return entity;
  }

  async postProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    if (isService(entity)) {
      const { registration } = readRegistration(entity);
      emitData(entity, registration, location, emit);
      emitContracts(entity, registration, emit);
    }
    return entity;
  }
}

function emitData(
  entity: Entity,
  { data }: ServiceRegistration,
  location: LocationSpec,
  emit: CatalogProcessorEmit,
) {
  const service = getCompoundEntityRef(entity);
  for (const owned of data.owns) {
    const resource = dataSetEntity(entity, owned);
    const dataSet = getCompoundEntityRef(resource);
    emit(processingResult.entity(location, resource));
    emitPair(
      emit,
      service,
      RELATION_OWNS_DATA,
      dataSet,
      RELATION_DATA_OWNED_BY,
    );
    if (owned.store) {
      const store = refIn(service, 'resource', owned.store);
      emitPair(
        emit,
        dataSet,
        RELATION_STORES_DATA_IN,
        store,
        RELATION_STORES_DATA_OF,
      );
    }
  }
  for (const copy of data.copies) {
    const from = refIn(service, 'component', copy.from);
    const dataSet = refIn(from, 'resource', copy.dataset);
    emitPair(
      emit,
      service,
      RELATION_COPIES_DATA,
      dataSet,
      RELATION_DATA_COPIED_BY,
    );
  }
}

/** A version's contract is an API the service provides, whether `providesApis` repeats it or not. */
function emitContracts(
  entity: Entity,
  { versions }: ServiceRegistration,
  emit: CatalogProcessorEmit,
) {
  const service = getCompoundEntityRef(entity);
  const contracts = new Set(
    versions.flatMap(({ contract }) => (contract ? [contract] : [])),
  );
  for (const contract of contracts) {
    const api = refIn(service, 'api', contract);
    emitPair(
      emit,
      service,
      RELATION_PROVIDES_API,
      api,
      RELATION_API_PROVIDED_BY,
    );
  }
}

function emitPair(
  emit: CatalogProcessorEmit,
  from: CompoundEntityRef,
  forward: string,
  to: CompoundEntityRef,
  reverse: string,
) {
  emit(processingResult.relation({ source: from, type: forward, target: to }));
  emit(processingResult.relation({ source: to, type: reverse, target: from }));
}

function refIn(
  context: CompoundEntityRef,
  defaultKind: string,
  ref: string,
): CompoundEntityRef {
  return parseEntityRef(ref, {
    defaultKind,
    defaultNamespace: context.namespace,
  });
}
