import * as fc from 'fast-check';
import { declaredVersionFor } from './declaredVersionFor';
import { DeclaredVersion } from '../registrationSchema';

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

  it.each([
    '2.1',
    '2',
    'v2',
    '2.4.2.Final',
    'release-2.2.3',
    '2.2.3@sha256:0123456789abcdef',
    '2.2.3+build.7',
  ])('reads %s as of 2.x', version => {
    expect(
      declaredVersionFor(version, [
        { version: '1.x', lifecycle: 'deprecated' },
        { version: '2.x', lifecycle: 'production' },
      ])?.version,
    ).toBe('2.x');
  });

  it.each(['main', 'a41f09c', '2024.11', '1.0.0-rc.1', '4711'])(
    'takes %s for covered by *',
    version => {
      expect(
        declaredVersionFor(version, [{ version: '*', lifecycle: 'production' }])
          ?.version,
      ).toBe('*');
    },
  );

  it('counts a pre-release to the range of its release', () => {
    const ranges: DeclaredVersion[] = [
      { version: '>=1.0.0 <2.0.0', lifecycle: 'deprecated' },
      { version: '2.x', lifecycle: 'production' },
    ];
    expect(declaredVersionFor('2.0.0-rc.1', ranges)?.version).toBe('2.x');
    expect(declaredVersionFor('1.5.0-rc.1', ranges)?.version).toBe(
      '>=1.0.0 <2.0.0',
    );
    expect(
      declaredVersionFor('2.0.0-rc.1', [
        { version: '1.0.0 - 2.0.0-rc.2', lifecycle: 'deprecated' },
      ])?.lifecycle,
    ).toBe('deprecated');
  });

  it('is about text only where it is that text, or everything', () => {
    fc.assert(
      fc.property(fc.string(), version => {
        const found = declaredVersionFor(version, [
          { version: 'nightly-17', lifecycle: 'experimental' },
        ]);
        expect(found !== undefined).toBe(version.trim() === 'nightly-17');
      }),
    );
  });
});
