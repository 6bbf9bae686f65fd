import { readVersion } from './readVersion';
import { versionAliases } from './versionAliases';
import { UNNAMED_LINE, versionLine } from './versionLine';

describe('versionLine', () => {
  it.each([
    ['1.4.2', '1.x'],
    ['v1.4.2', '1.x'],
    ['1.4.2-rc.1', '1.x'],
    ['1.4.2+build.7', '1.x'],
    ['12.0.0', '12.x'],
    ['0.3.1', '0.3.x'],
    ['0.4.0', '0.4.x'],
    ['2', '2.x'],
    ['2.1', '2.x'],
    ['1.4.2.Final', '1.x'],
    ['release-1.2.3', '1.x'],
    ['1.2.3@sha256:0123abcd', '1.x'],
    ['2024.11.3', UNNAMED_LINE],
    ['2024-11-03', UNNAMED_LINE],
    ['4711', UNNAMED_LINE],
    ['a41f09c', UNNAMED_LINE],
    ['1234567', UNNAMED_LINE],
    ['main', UNNAMED_LINE],
    ['', UNNAMED_LINE],
  ])('of %j is %j', (version, line) => {
    expect(versionLine(version)).toBe(line);
  });

  it.each([
    ['1.4.2', ['1.x', '2.x'], '1.x'],
    ['1.4.2', ['>=1.4 <2', '1.x'], '1.x'],
    ['1.4.2', ['1.x', '>=1.4 <2'], '1.x'],
    ['1.4.2', ['1.4.2', '1.4.x'], '1.4.x'],
    ['1.4.2', ['1.4.2'], '1.x'],
    ['2.0.0-rc.1', ['>=1.0.0 <2.0.0', '>=2'], '>=2'],
    ['main', ['1.x'], UNNAMED_LINE],
    ['main', ['*'], '*'],
    ['2024.11', ['2024.x'], '2024.x'],
    ['3.0.0', ['1.x', '2.x'], '3.x'],
  ])('of %j, with %j declared, is %j', (version, ranges, line) => {
    expect(
      versionLine(
        version,
        ranges.map(range => ({ version: range })),
      ),
    ).toBe(line);
  });
});

describe('readVersion', () => {
  it.each([
    ['1.2', '1.2.0'],
    ['1.2-rc.1', '1.2.0-rc.1'],
    ['v3', '3.0.0'],
    ['version 1.2.3', '1.2.3'],
    ['1.2.3.4', '1.2.3'],
    ['latest', undefined],
    ['deadbeef', undefined],
    ['1.x', undefined],
  ])('reads %j as %j', (text, read) => {
    expect(readVersion(text)?.version).toBe(read);
  });
});

describe('versionAliases', () => {
  const of = (...builds: Array<[string, string]>) =>
    Object.fromEntries(
      versionAliases(builds.map(([version, digest]) => ({ version, digest }))),
    );

  it('are names of one build', () => {
    expect(of(['1.2.3', 'd1'], ['a41f09c', 'd1'], ['v1.2.3', 'd1'])).toEqual({
      a41f09c: '1.2.3',
    });
    expect(of(['main-7', 'd1'], ['a41f09c', 'd1'])).toEqual({
      'main-7': 'a41f09c',
    });
  });

  it('are never versions of different numbers', () => {
    expect(of(['2.0.0-rc.1', 'd1'], ['2.0.0', 'd1'])).toEqual({});
    expect(
      of(['2.0.0-rc.1', 'd1'], ['2.0.0', 'd1'], ['a41f09c', 'd1']),
    ).toEqual({});
    expect(of(['1.0.0+1', 'd1'], ['1.0.0+2', 'd1'])).toEqual({});
  });

  it('are not made by a name that several builds had', () => {
    expect(
      of(['latest', 'd1'], ['1.0.0', 'd1'], ['latest', 'd2'], ['1.1.0', 'd2']),
    ).toEqual({});
  });
});
