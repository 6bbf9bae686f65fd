import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  DEFAULT_NAMESPACE,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ANNOTATION_DECLARED_BY } from './annotations';
import type { OwnedDataSet } from './registrationSchema';

/** `spec.type` of a data set's Resource entity. @public */
export const DATA_SET_TYPE = 'dataset';

/**
 * The Resource entity that an inline `spec.data.owns` line stands for.
 *
 * It lives in the namespace of its service, has the service's owner and system, and keeps the
 * service's location so that the catalog removes it together with its declaration.
 *
 * @public
 */
export function dataSetEntity(service: Entity, owned: OwnedDataSet): Entity {
  const locations = service.metadata.annotations ?? {};
  const copied = [ANNOTATION_LOCATION, ANNOTATION_ORIGIN_LOCATION].flatMap(
    name => (locations[name] ? [[name, locations[name]]] : []),
  );
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: owned.name,
      namespace: service.metadata.namespace ?? DEFAULT_NAMESPACE,
      description:
        owned.description ??
        `Data set with ${service.metadata.name} as its system of record`,
      annotations: {
        ...Object.fromEntries(copied),
        [ANNOTATION_DECLARED_BY]: stringifyEntityRef(service),
      },
    },
    spec: {
      type: DATA_SET_TYPE,
      owner: service.spec?.owner ?? 'unknown',
      ...(service.spec?.system ? { system: service.spec.system } : {}),
      systemOfRecord: stringifyEntityRef(service),
      ...(owned.store ? { store: owned.store } : {}),
      ...(owned.schema ? { schema: owned.schema } : {}),
      ...(owned.classification ? { classification: owned.classification } : {}),
    },
  };
}
