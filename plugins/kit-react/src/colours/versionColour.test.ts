import { UNKNOWN_COLOUR, versionColour, versionColours } from './versionColour';

const hueOf = (version: string) =>
  /--sx-v\d/.exec(versionColour(version))?.[0] ?? 'none';

describe('the colour of a version', () => {
  it('is one, whatever is shown beside it', () => {
    const all = ['1.4.2', '2.0.0', '2.3.0', 'a41f09c', '2024.11'];
    for (const version of all) {
      expect(versionColours(all).get(version)).toBe(versionColour(version));
      expect(versionColours([version]).get(version)).toBe(
        versionColour(version),
      );
    }
    expect(versionColour('v1.4.2')).toBe(versionColour('1.4.2'));
  });

  it.each([
    ['1.4.2', '2.0.0'],
    ['2.9.9', '3.0.0'],
    ['0.3.0', '0.4.0'],
    ['7.0.0', '8.0.0'],
  ])('has another hue on the next line: %s, %s', (one, next) => {
    expect(hueOf(one)).not.toBe(hueOf(next));
  });

  it.each([
    ['2.2.0', '2.3.0'],
    ['1.4.2', '1.4.3'],
    ['1.9.0', '1.10.0'],
    ['0.3.1', '0.3.2'],
    ['2.0.0-rc.1', '2.0.0'],
  ])('has the hue of its line and another shade: %s, %s', (one, next) => {
    expect(hueOf(one)).toBe(hueOf(next));
    expect(versionColour(one)).not.toBe(versionColour(next));
  });

  it('is grey where there is no version', () => {
    expect(versionColour('unversioned')).toBe(UNKNOWN_COLOUR);
    expect(versionColour('')).toBe(UNKNOWN_COLOUR);
  });
});
