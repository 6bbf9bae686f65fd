import * as fc from 'fast-check';
import { UNKNOWN_COLOUR, versionColour, versionColours } from './versionColour';

describe('version colours', () => {
  it('gives a version alone the colour it has everywhere', () => {
    for (const version of ['1.4.2', '2.0.0', '2.3.0']) {
      expect(versionColours([version]).get(version)).toBe(
        versionColour(version),
      );
    }
  });

  it('keeps apart what is shown together, up to the number of hues', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 7 }),
        versions => {
          const named = versions.filter(version => version !== 'unversioned');
          expect(new Set(versionColours(named).values()).size).toBe(
            named.length,
          );
        },
      ),
    );
  });

  it('does not depend on the order in which versions come', () => {
    const versions = ['2.2.0', '2.3.0', '1.0.0', '0.9.1'];
    expect(versionColours([...versions].reverse())).toEqual(
      versionColours(versions),
    );
  });

  it('shows what has no version in grey', () => {
    expect(versionColours(['unversioned']).get('unversioned')).toBe(
      UNKNOWN_COLOUR,
    );
  });
});
