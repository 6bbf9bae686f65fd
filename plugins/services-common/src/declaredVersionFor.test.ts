import * as fc from 'fast-check';
import { compareVersions, declaredVersionFor } from './declaredVersionFor';
import { DeclaredVersion } from './registrationSchema';

const declared: DeclaredVersion[] = [
  { version: '1.x', lifecycle: 'deprecated' },
  { version: '>=2.0 <3', lifecycle: 'production' },
  { version: 'nightly-17', lifecycle: 'experimental' },
];

describe('declaredVersionFor', () => {
  it.each([
    ['1.4.2', '1.x'],
    ['v1.4.2', '1.x'],
    ['2.0.0', '>=2.0 <3'],
    ['2.1.0-rc.1', '>=2.0 <3'],
    ['nightly-17', 'nightly-17'],
    ['3.0.0', undefined],
    ['a41f09c', undefined],
    ['', undefined],
  ])('matches %s to %s', (version, range) => {
    expect(declaredVersionFor(version, declared)?.version).toBe(range);
  });

  it('takes the first range that covers a version', () => {
    const overlapping: DeclaredVersion[] = [
      { version: '2.0.0', lifecycle: 'deprecated' },
      { version: '2.x', lifecycle: 'production' },
    ];
    expect(declaredVersionFor('2.0.0', overlapping)?.lifecycle).toBe(
      'deprecated',
    );
    expect(declaredVersionFor('2.0.1', overlapping)?.lifecycle).toBe(
      'production',
    );
  });

  it('never throws, whatever a version looks like', () => {
    fc.assert(
      fc.property(fc.string(), version => {
        declaredVersionFor(version, declared);
      }),
    );
  });
});

describe('compareVersions', () => {
  it('puts the newest first and text after numbers', () => {
    expect(['1.9.0', 'main', '1.10.0', '2.0.0'].sort(compareVersions)).toEqual([
      '2.0.0',
      '1.10.0',
      '1.9.0',
      'main',
    ]);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(
          Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a)),
        ).toBe(0);
      }),
    );
  });
});
