import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import { LiveVersions } from './LiveVersions';

const HOUR = 3_600_000;

function record(
  hour: number,
  more: Partial<DeploymentRecord>,
): DeploymentRecord {
  return {
    id: `${hour}`,
    service: 'component:default/pricing',
    version: '1.0.0',
    environment: 'production',
    kind: 'deployment',
    status: 'succeeded',
    startedAt: new Date(hour * HOUR).toISOString(),
    evidence: [],
    sources: ['ci'],
    confidence: 1,
    recordedAt: new Date(hour * HOUR).toISOString(),
    ...more,
  };
}

describe('LiveVersions', () => {
  it('knows the version at a time, from records in any order', () => {
    const live = new LiveVersions([
      record(5, { version: '2.0.0' }),
      record(1, {}),
    ]);
    expect([0, 1, 4.9, 5, 9].map(hour => live.at(hour * HOUR))).toEqual([
      undefined,
      '1.0.0',
      '1.0.0',
      '2.0.0',
      '2.0.0',
    ]);
  });

  it('names a version throughout a range only when it did not change in it', () => {
    const live = new LiveVersions([
      record(1, {}),
      record(5, { version: '2.0.0' }),
    ]);
    expect(live.throughout({ fromMs: 2 * HOUR, toMs: 4 * HOUR })).toBe('1.0.0');
    expect(
      live.throughout({ fromMs: 4 * HOUR, toMs: 6 * HOUR }),
    ).toBeUndefined();
  });

  it('does not guess while a canary lives beside its predecessor', () => {
    const live = new LiveVersions([
      record(1, {}),
      record(2, {
        version: '2.0.0',
        strategy: { type: 'canary', weight: 0.1 },
      }),
      record(4, { version: '2.0.0' }),
    ]);
    expect([1.5, 3, 5].map(hour => live.at(hour * HOUR))).toEqual([
      '1.0.0',
      undefined,
      '2.0.0',
    ]);
  });

  it('passes over what did not make a version live', () => {
    const live = new LiveVersions([
      record(1, {}),
      record(2, { version: '2.0.0', status: 'failed' }),
      record(3, { version: '3.0.0', kind: 'release' }),
      record(4, { version: '4.0.0', kind: 'config' }),
    ]);
    expect(live.at(9 * HOUR)).toBe('1.0.0');
  });

  it('does not guess while a deployment is under way, nor between its start and its end', () => {
    const live = new LiveVersions([
      record(1, {}),
      record(2, {
        version: '2.0.0',
        finishedAt: new Date(3 * HOUR).toISOString(),
      }),
      record(5, { version: '3.0.0', status: 'started' }),
    ]);
    expect([1.5, 2.5, 3, 4, 5, 9].map(hour => live.at(hour * HOUR))).toEqual([
      '1.0.0',
      undefined,
      '2.0.0',
      '2.0.0',
      undefined,
      undefined,
    ]);
  });

  it('goes on after one that never said how it ended was overtaken', () => {
    const live = new LiveVersions([
      record(1, { status: 'started' }),
      record(2, { version: '2.0.0' }),
    ]);
    expect(live.at(3 * HOUR)).toBe('2.0.0');
    expect(live.isEmpty).toBe(false);
  });

  it('knows nothing after a removal', () => {
    const live = new LiveVersions([
      record(1, {}),
      record(2, { kind: 'removal' }),
    ]);
    expect(live.at(3 * HOUR)).toBeUndefined();
  });
});
