import { Entity } from '@backstage/catalog-model';
import { contractChoices, preferredChoice } from './contractChoices';

const pricing: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'pricing', namespace: 'shop' },
  spec: {
    type: 'service',
    versions: [
      {
        version: '1.x',
        contract: 'pricing-v1',
        lifecycle: 'deprecated',
        sunset: '2027-01-31',
      },
      { version: '2.x', contract: 'api:shop/pricing-v2' },
      { version: '3.x', lifecycle: 'preview' },
    ],
  },
  relations: [
    { type: 'providesApi', targetRef: 'api:shop/pricing-v2' },
    { type: 'providesApi', targetRef: 'api:shop/pricing-events' },
  ],
};

describe('contractChoices', () => {
  it('lists each contract once, with the versions it is promised for', () => {
    expect(contractChoices(pricing)).toEqual([
      {
        ref: 'api:shop/pricing-v1',
        versions: [
          { range: '1.x', lifecycle: 'deprecated', sunset: '2027-01-31' },
        ],
      },
      {
        ref: 'api:shop/pricing-v2',
        versions: [
          { range: '2.x', lifecycle: 'production', sunset: undefined },
        ],
      },
      { ref: 'api:shop/pricing-events', versions: [] },
    ]);
  });

  it('shows the contract in production first', () => {
    expect(preferredChoice(contractChoices(pricing))?.ref).toBe(
      'api:shop/pricing-v2',
    );
    expect(preferredChoice([])).toBeUndefined();
  });
});
