import {
  compileCatalogModel,
  defaultCatalogEntityModel,
} from '@backstage/catalog-model/alpha';
import { Entity } from '@backstage/catalog-model';
import { CatalogProcessorResult } from '@backstage/plugin-catalog-node';
import { ServiceRegistrationProcessor } from './ServiceRegistrationProcessor';
import { servicesModelLayer } from './servicesModelLayer';

const location = {
  type: 'url',
  target: 'https://git.example/pricing/catalog-info.yaml',
};

function component(spec: Entity['spec']): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'pricing', namespace: 'shop' },
    spec: { type: 'service', owner: 'group:default/team-pricing', ...spec },
  };
}

async function process(entity: Entity) {
  const emitted: CatalogProcessorResult[] = [];
  const processor = new ServiceRegistrationProcessor();
  const emit = (result: CatalogProcessorResult) => emitted.push(result);
  await processor.preProcessEntity(entity, location, emit);
  await processor.postProcessEntity(entity, location, emit);
  return {
    errors: emitted.flatMap(result =>
      result.type === 'error' ? [result.error] : [],
    ),
    entities: emitted.flatMap(result =>
      result.type === 'entity' ? [result.entity] : [],
    ),
    relations: emitted.flatMap(result =>
      result.type === 'relation'
        ? [
            `${result.relation.source.name} ${result.relation.type} ${result.relation.target.kind}:${result.relation.target.namespace}/${result.relation.target.name}`,
          ]
        : [],
    ),
  };
}

describe('ServiceRegistrationProcessor', () => {
  it('refuses a document with path, found and allowed of every problem', async () => {
    const { errors } = await process(
      component({
        versions: [{ version: '1.x', lifecycle: 'old' }],
        data: { owns: [{ name: 'price list' }] },
      }),
    );
    expect(errors.map(error => [error.name, error.message])).toEqual([
      [
        'InputError',
        'spec.versions[0].lifecycle: found "old", allowed experimental, preview, production, deprecated, retired',
      ],
      [
        'InputError',
        'spec.data.owns[0].name: found "price list", allowed 1 to 63 of letters, digits, - _ . as in metadata.name',
      ],
    ]);
  });

  it('relates services, data sets, stores and contracts both ways', async () => {
    const { relations, errors } = await process(
      component({
        versions: [{ version: '2.x', contract: 'api:shop/pricing-v2' }],
        data: {
          owns: [
            {
              name: 'price-list',
              store: 'resource:default/pricing-db',
              schema: 'pricing',
            },
          ],
          copies: [
            {
              dataset: 'product',
              from: 'component:shop/catalog',
              via: 'event',
            },
          ],
        },
      }),
    );
    expect(errors).toEqual([]);
    expect(relations.map(relation => relation.toLowerCase()).sort()).toEqual([
      'price-list dataownedby component:shop/pricing',
      'price-list storesdatain resource:default/pricing-db',
      'pricing copiesdata resource:shop/product',
      'pricing ownsdata resource:shop/price-list',
      'pricing providesapi api:shop/pricing-v2',
      'pricing-db storesdataof resource:shop/price-list',
      'pricing-v2 apiprovidedby component:shop/pricing',
      'product datacopiedby component:shop/pricing',
    ]);
  });

  it('makes a Resource of an inline data set, owned and placed like its service', async () => {
    const { entities } = await process(
      component({
        system: 'commerce',
        data: { owns: [{ name: 'price-list', classification: 'internal' }] },
      }),
    );
    expect(entities).toEqual([
      expect.objectContaining({
        kind: 'Resource',
        metadata: expect.objectContaining({
          name: 'price-list',
          namespace: 'shop',
          annotations: { 'sextant.io/declared-by': 'component:shop/pricing' },
        }),
        spec: {
          type: 'dataset',
          owner: 'group:default/team-pricing',
          system: 'commerce',
          systemOfRecord: 'component:shop/pricing',
          classification: 'internal',
        },
      }),
    ]);
  });

  it('leaves components alone that are no services', async () => {
    const library = component({ versions: 'whatever' });
    library.spec = { ...library.spec, type: 'library' };
    expect(await process(library)).toEqual({
      errors: [],
      entities: [],
      relations: [],
    });
  });
});

describe('servicesModelLayer', () => {
  it('compiles with Backstage’s own model and knows the relations both ways', () => {
    const model = compileCatalogModel([
      defaultCatalogEntityModel,
      servicesModelLayer,
    ]);
    const types = (kind: string) =>
      (model.getRelations({ kind }) ?? []).map(r => r.forward.type);
    expect(types('Component')).toEqual(
      expect.arrayContaining(['ownsData', 'copiesData']),
    );
    expect(types('Resource')).toEqual(
      expect.arrayContaining(['dataOwnedBy', 'storesDataIn']),
    );
  });
});
