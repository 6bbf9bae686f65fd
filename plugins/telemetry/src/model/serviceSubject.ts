import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  DeclaredVersion,
  readRegistration,
  telemetryNameOf,
} from '@sextant/plugin-services-common';

/** What the views are about: a registered service, or a name seen in telemetry. */
export interface ServiceSubject {
  namespace: string;
  name: string;
  entityRef: string;
  telemetryName: string;
  declared: readonly DeclaredVersion[];
}

export function subjectOfEntity(entity: Entity): ServiceSubject {
  return {
    namespace: entity.metadata.namespace ?? 'default',
    name: entity.metadata.name,
    entityRef: stringifyEntityRef(entity),
    telemetryName: telemetryNameOf(entity),
    declared: readRegistration(entity).registration.versions,
  };
}

export function unregisteredSubject(
  namespace: string,
  name: string,
): ServiceSubject {
  return {
    namespace,
    name,
    entityRef: stringifyEntityRef({ kind: 'component', namespace, name }),
    telemetryName: name,
    declared: [],
  };
}
