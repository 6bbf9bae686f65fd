import { VersionFigures } from '@sextant/plugin-telemetry-common';
import { withSince } from './sinceSeen';

const RANGE = { fromMs: 0, toMs: 3_600_000 };

const figures = (changes: Partial<VersionFigures>): VersionFigures => ({
  version: '2.3.0',
  environment: 'production',
  requests: 120,
  rate: 120 / 3600,
  share: 0.05,
  errorRatio: 0,
  p50: null,
  p95: null,
  p99: null,
  instances: 1,
  firstSeen: new Date(3_000_000).toISOString(),
  lastSeen: new Date(3_600_000).toISOString(),
  ...changes,
});

/** As many requests of a version in each of ten minutes-long intervals. */
const evenly = (version: string, requests: number[]) =>
  requests.map((count, at) => ({
    version,
    rateSeconds: 600,
    row: {
      service: 'inventory',
      environment: 'production',
      version,
      fromMs: at * 600_000,
      seconds: 600,
      requests: count,
    },
  }));

describe('a version that came in the range', () => {
  it('has its rate and share since it came', () => {
    const [canary, stable] = withSince(
      [figures({}), figures({ version: '2.2.0', firstSeen: null })],
      [
        ...evenly('2.2.0', [400, 400, 400, 400, 400, 880]),
        ...evenly('2.3.0', [0, 0, 0, 0, 0, 120]),
      ],
      RANGE,
    );
    expect(canary.since).toEqual({ rate: 0.2, share: 0.12 });
    expect(canary.share).toBe(0.05);
    expect(stable.since).toBeUndefined();
  });

  it('counts of an interval around its coming only what lies behind it', () => {
    const [canary] = withSince(
      [figures({ firstSeen: new Date(2_700_000).toISOString() })],
      evenly('2.2.0', [0, 0, 0, 0, 400, 880]),
      RANGE,
    );
    expect(canary.since?.share).toBeCloseTo(120 / (120 + 200 + 880));
  });

  it('is told apart from others only in its environment', () => {
    const [canary] = withSince(
      [figures({ environment: 'staging' })],
      evenly('2.2.0', [400, 400, 400, 400, 400, 880]),
      RANGE,
    );
    expect(canary.since?.share).toBeNull();
  });
});
