import { versionsBefore } from './versionsBefore';

const seen = (...versions: string[]) =>
  versions.map((version, at) => ({ version, firstSeenMs: 1_000 + at }));

describe('the version before another', () => {
  it.each([
    ['2.3.0', ['2.2.0', '2.3.0', '2.1.0'], '2.2.0'],
    ['2.3.0', ['1.9.0', '2.3.0'], undefined],
    ['2.2.0', ['2.2.0', '2.3.0'], undefined],
    ['2.3.0', ['2.3.0-rc.1', '2.3.0'], '2.3.0-rc.1'],
    ['v2.3.0', ['v2.2.0', 'v2.3.0'], 'v2.2.0'],
    ['0.3.1', ['0.2.9', '0.3.1'], undefined],
    ['0.3.1', ['0.3.0', '0.3.1'], '0.3.0'],
    // Without numbers, by who was there first.
    ['b7aa120', ['f00ba12', 'b7aa120'], 'f00ba12'],
    ['f00ba12', ['f00ba12', 'b7aa120'], undefined],
  ])('of %s among %j is %s', (version, versions, expected) => {
    expect(versionsBefore(seen(...versions)).get(version)).toBe(expected);
  });

  it('goes by declared ranges where there are some', () => {
    expect(
      versionsBefore(seen('2.2.0', '3.0.0'), [
        { version: '>=2.0.0 <4.0.0', lifecycle: 'production' },
      ]).get('3.0.0'),
    ).toBe('2.2.0');
  });

  it('is none where nobody knows which of two came first', () => {
    expect(
      versionsBefore([{ version: 'alpha' }, { version: 'beta' }]).size,
    ).toBe(0);
  });
});
