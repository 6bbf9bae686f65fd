import { createCatalogModelLayer } from '@backstage/catalog-model/alpha';
import {
  ANNOTATION_DECLARED_BY,
  ANNOTATION_JAEGER_SERVICE,
  ANNOTATION_SERVICE_NAME,
  RELATION_COPIES_DATA,
  RELATION_DATA_COPIED_BY,
  RELATION_DATA_OWNED_BY,
  RELATION_OWNS_DATA,
  RELATION_STORES_DATA_IN,
  RELATION_STORES_DATA_OF,
} from '@sextant/plugin-services-common';

const text = { type: 'string', minLength: 1 };

/**
 * What a service may say of itself beside Backstage's own fields. The schema is loose on purpose: the
 * processor checks values and says path, found and allowed, which JSON Schema errors do not.
 */
export const servicesModelLayer = createCatalogModelLayer({
  layerId: 'sextant.io/services',
  builder: model => {
    model.updateKind({
      names: { kind: 'Component' },
      versions: [
        {
          name: ['v1alpha1', 'v1beta1'],
          schema: {
            jsonSchema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    versions: {
                      description:
                        'What the team promises for ranges of versions: lifecycle, contract, sunset, successor.',
                    },
                    data: {
                      description:
                        'Data sets this service is the system of record for, or copies.',
                    },
                  },
                },
              },
            },
          },
        },
      ],
    });
    model.addAnnotation({
      name: ANNOTATION_SERVICE_NAME,
      title: 'Telemetry name',
      description: 'OpenTelemetry service.name, when it is not metadata.name.',
      schema: { jsonSchema: text },
    });
    model.addAnnotation({
      name: ANNOTATION_JAEGER_SERVICE,
      title: 'Jaeger service',
      description: 'Service name in Jaeger, when it is not metadata.name.',
      schema: { jsonSchema: text },
    });
    model.addAnnotation({
      name: ANNOTATION_DECLARED_BY,
      title: 'Declared by',
      description: 'The entity whose document this one was derived from.',
      schema: { jsonSchema: text },
    });
    model.addRelationPair({
      fromKind: 'Component',
      toKind: 'Resource',
      description: 'A service is the system of record for a data set.',
      forward: { type: RELATION_OWNS_DATA, title: 'owns data' },
      reverse: { type: RELATION_DATA_OWNED_BY, title: 'data owned by' },
    });
    model.addRelationPair({
      fromKind: 'Component',
      toKind: 'Resource',
      description: 'A service keeps a read model of a data set.',
      forward: { type: RELATION_COPIES_DATA, title: 'copies data' },
      reverse: { type: RELATION_DATA_COPIED_BY, title: 'data copied by' },
    });
    model.addRelationPair({
      fromKind: 'Resource',
      toKind: 'Resource',
      description: 'A data set lives in a store.',
      forward: { type: RELATION_STORES_DATA_IN, title: 'stored in' },
      reverse: { type: RELATION_STORES_DATA_OF, title: 'stores' },
    });
  },
});
