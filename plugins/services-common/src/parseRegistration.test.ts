import { Entity } from '@backstage/catalog-model';
import {
  formatProblem,
  parseRegistration,
  readRegistration,
} from './parseRegistration';

function service(spec: Entity['spec']): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'pricing' },
    spec: { type: 'service', ...spec },
  };
}

describe('parseRegistration', () => {
  it('reads versions and data with their defaults', () => {
    expect(
      parseRegistration(
        service({
          versions: [
            {
              version: '1.x',
              contract: 'api:default/pricing-v1',
              lifecycle: 'deprecated',
              sunset: '2027-01-31',
              replacedBy: '2.x',
            },
            { version: '2.x' },
          ],
          data: { owns: [{ name: 'price-list', schema: 'pricing' }] },
        }),
      ),
    ).toEqual({
      versions: [
        {
          version: '1.x',
          contract: 'api:default/pricing-v1',
          lifecycle: 'deprecated',
          sunset: '2027-01-31',
          replacedBy: '2.x',
        },
        { version: '2.x', lifecycle: 'production' },
      ],
      data: { owns: [{ name: 'price-list', schema: 'pricing' }], copies: [] },
    });
  });

  it('takes a number for a version where no digit can be lost', () => {
    expect(
      parseRegistration(service({ versions: [{ version: 2 }] })).versions,
    ).toMatchObject([{ version: '2' }]);
    expect(
      readRegistration(
        service({ versions: [{ version: 1.1 }, ''] }),
      ).problems.map(formatProblem),
    ).toEqual([
      'spec.versions[0].version: found 1.1, allowed text; in quotes where it looks like a number',
      expect.stringContaining('spec.versions[1]: found "", allowed'),
    ]);
  });

  it('reads a service that declares nothing', () => {
    expect(parseRegistration(service({}))).toEqual({
      versions: [],
      data: { owns: [], copies: [] },
    });
  });

  it.each([
    [
      { versions: [{ version: '1.x', lifecycle: 'old' }] },
      'spec.versions[0].lifecycle: found "old", allowed experimental, preview, production, deprecated, retired',
    ],
    [
      { versions: [{ version: '1.x', sunset: '2027-02-30' }] },
      'spec.versions[0].sunset: found "2027-02-30", allowed a date that exists in the calendar',
    ],
    [
      { versions: [{ version: '1.x', replacedBy: '3.x' }] },
      'spec.versions[0].replacedBy: found "3.x", allowed one of the declared ranges: 1.x',
    ],
    [
      { versions: [{ version: '>=2 <<3' }] },
      'spec.versions[0].version: found ">=2 <<3", allowed a semver range such as 1.x or ">=2.0 <3", or an exact version',
    ],
    [
      { versions: [{ version: '1.x' }, { version: '1.x' }] },
      'spec.versions[1].version: found "1.x", allowed each range once; this one is already declared above',
    ],
    [
      { versions: [{ version: '1.x', sunsets: '2027-01-31' }] },
      'spec.versions[0]: found {"version":"1.x","sunsets":"2027-01-31"}, allowed only known fields (not sunsets)',
    ],
    [
      {
        data: {
          copies: [
            {
              dataset: 'product',
              from: 'component:default/catalog',
              via: 'fax',
            },
          ],
        },
      },
      'spec.data.copies[0].via: found "fax", allowed event, api, batch',
    ],
    [
      { versions: 'all' },
      'spec.versions: found "all", allowed a value of type array',
    ],
  ])(
    'says where %j is wrong, what was found and what is allowed',
    (spec, message) => {
      expect(() => parseRegistration(service(spec))).toThrow(message);
      const { problems, registration } = readRegistration(service(spec));
      expect(problems.map(formatProblem).join('; ')).toBe(message);
      expect(registration.versions).toEqual([]);
    },
  );
});
