import { CountRow } from '@sextant/plugin-telemetry-node';
import { axisOf, linesOf, OTHERS } from './chart';
import { CountSum } from './CountSum';
import { fleetServices } from './fleet';
import { environmentsOf, versionTable } from './versionTable';

const RANGE = { fromMs: 0, toMs: 60_000 };

const row = (more: Partial<CountRow>): CountRow => ({
  service: 'pricing',
  environment: 'production',
  version: '1.0.0',
  fromMs: 0,
  seconds: 60,
  requests: 0,
  failed: 0,
  ...more,
});
const named = (rows: readonly CountRow[]) =>
  rows.map(counted => ({
    row: counted,
    version: counted.version ?? 'unversioned',
    rateSeconds: counted.seconds,
  }));
const evenly = (bounds: number[], counts: number[]) => ({
  bounds,
  counts,
  spread: 'even' as const,
});

describe('CountSum', () => {
  it('takes the part that failed of those whose outcome is known', () => {
    const sum = new CountSum();
    sum.add(row({ requests: 10, failed: 5 }));
    sum.add(row({ requests: 90, failed: undefined }));
    expect(sum.figures(2)).toMatchObject({
      requests: 100,
      rate: 2,
      errorRatio: 0.5,
      p50: null,
    });
    const unknown = new CountSum();
    unknown.add(row({ requests: 3, failed: undefined }));
    expect(unknown.errorRatio).toBeNull();
    expect(new CountSum().figures(0)).toEqual({
      requests: 0,
      rate: 0,
      errorRatio: null,
      p50: null,
      p95: null,
      p99: null,
    });
  });

  it('is never more than all of them', () => {
    const sum = new CountSum();
    sum.add(row({ requests: 1, failed: 2 }));
    expect(sum.errorRatio).toBe(1);
  });

  it('adds many histograms up as few, and says where that was an estimate', () => {
    const many = new CountSum();
    for (let at = 0; at < 200; at += 1) {
      many.add(row({ requests: 1, durations: evenly([1, 2], [1, 0, 0]) }));
    }
    expect(many.figures(0)).toMatchObject({ p50: 0.5 });
    expect(many.figures(0).estimated).toBeUndefined();
    const mixed = new CountSum();
    for (let at = 0; at < 200; at += 1) {
      mixed.add(
        row({
          requests: 1,
          durations: at % 2 ? evenly([1, 2], [0, 1, 0]) : evenly([1.5], [1, 0]),
        }),
      );
    }
    expect(mixed.figures(0).estimated).toBe(true);
  });

  it('names the quantiles that lie over the last bound', () => {
    const sum = new CountSum();
    sum.add(row({ requests: 100, durations: evenly([1, 10], [60, 38, 2]) }));
    expect(sum.figures(0)).toMatchObject({ p99: 10, beyond: ['p99'] });
  });
});

describe('versionTable', () => {
  it('has shares of what the environment answered, most requests first', () => {
    const table = versionTable(
      named([
        row({ version: '1', requests: 30, failed: 3, instances: 2 }),
        row({ version: '2', requests: 60, seconds: 30 }),
        row({ version: '2', requests: 10, instances: 1 }),
        row({ version: '1', environment: 'staging', requests: 7 }),
        row({ version: '3', environment: undefined, instances: 1 }),
        row({ version: 'nobody' }),
      ]),
      RANGE,
    );
    expect(
      table.map(({ version, environment, share, rate, instances }) => [
        version,
        environment,
        share,
        Number(rate.toFixed(4)),
        instances,
      ]),
    ).toEqual([
      ['2', 'production', 0.7, 2.1667, 1],
      ['1', 'production', 0.3, 0.5, 2],
      ['1', 'staging', 1, 0.1167, 0],
      // It answered nothing, and is there.
      ['3', 'default', 0, 0, 1],
    ]);
  });

  it('keeps rows with as many requests where they are', () => {
    const of = (rows: CountRow[]) =>
      versionTable(named(rows), RANGE).map(({ environment, version }) => [
        environment,
        version,
      ]);
    const rows = ['b', 'a'].flatMap(environment =>
      ['2', '1'].map(version => row({ environment, version, requests: 1 })),
    );
    expect(of(rows)).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', '1'],
      ['b', '2'],
    ]);
    expect(of([...rows].reverse())).toEqual(of(rows));
  });

  it('knows when a version was first seen only where all of its parts do', () => {
    const [told, untold] = versionTable(
      named([
        row({ version: '1', requests: 2, firstSeenMs: 20_000 }),
        row({
          version: '1',
          requests: 2,
          firstSeenMs: 10_000,
          lastSeenMs: 90_000,
        }),
        row({ version: '2', requests: 1, firstSeenMs: 10_000, seconds: 10 }),
        row({ version: '2', requests: 1, lastSeenMs: 5_000 }),
      ]),
      RANGE,
    );
    expect(told.firstSeen).toBe('1970-01-01T00:00:10.000Z');
    // Not after the end of the range.
    expect(told.lastSeen).toBe('1970-01-01T00:01:00.000Z');
    expect(untold.firstSeen).toBeNull();
    expect(untold.lastSeen).toBe('1970-01-01T00:00:10.000Z');
  });

  it('names environments by their requests', () => {
    expect(
      environmentsOf([
        row({ environment: 'b', requests: 1 }),
        row({ environment: 'a', requests: 1 }),
        row({ environment: undefined, requests: 5 }),
      ]),
    ).toEqual(['default', 'a', 'b']);
  });
});

describe('lines of a chart', () => {
  const axis = axisOf([], 0, 60_000, 15);

  it('have a point for every step, and none where nothing was counted', () => {
    expect(axis.timesMs).toEqual([0, 15_000, 30_000, 45_000]);
    const [line] = linesOf(
      [
        { fromMs: 0, requests: 30, failed: 3 },
        { fromMs: 0, requests: 15 },
        { fromMs: 30_000, requests: 5, failed: undefined },
      ].map(more => ({ row: row({ seconds: 15, ...more }), key: '1' })),
      axis,
    );
    expect(line).toMatchObject({
      key: '1',
      rate: [3, null, 1 / 3, null],
      errorRatio: [3 / 45, null, null, null],
    });
  });

  it('takes an interval that has hardly begun together with the one before', () => {
    const [line] = linesOf(
      [
        { fromMs: 15_000, seconds: 15, requests: 30 },
        { fromMs: 30_000, seconds: 5, requests: 2 },
      ].map(more => ({ row: row(more), key: '1' })),
      axis,
    );
    expect(line.rate).toEqual([null, 2, 32 / 20, null]);
  });

  it('takes an interval with few requests together with those right before it', () => {
    const counted = (at: number, requests: number, failed: number) => ({
      key: 'all',
      row: row({ fromMs: at * 60_000, seconds: 60, requests, failed }),
    });
    const minutes = axisOf([], 0, 8 * 60_000, 60);
    const [line] = linesOf(
      [
        counted(0, 20, 0),
        counted(1, 3, 3),
        counted(2, 4, 0),
        counted(3, 0, 0),
        // Nothing was counted at 4: what lies before is not taken across it.
        counted(5, 2, 1),
        counted(6, 30, 3),
      ],
      minutes,
    );
    expect(line.requests).toEqual([20, 23, 27, 27, null, 2, 30, null]);
    expect(line.errorRatio).toEqual([
      0,
      3 / 23,
      3 / 27,
      3 / 27,
      null,
      0.5,
      0.1,
      null,
    ]);
    // The rate is of the interval alone.
    expect(line.rate[1]).toBe(3 / 60);
    expect(line.rate[3]).toBe(0);
  });

  it('are those with most requests, and one of all others', () => {
    const rows = ['a', 'b', 'c', 'd'].map((key, at) => ({
      row: row({ seconds: 15, requests: at + 1 }),
      key,
    }));
    const lines = linesOf(rows, axis, 3);
    expect(lines.map(({ key, rate }) => [key, rate[0]])).toEqual([
      ['d', 4 / 15],
      ['c', 3 / 15],
      [OTHERS, 3 / 15],
    ]);
    expect(linesOf(rows, axis, 4)).toHaveLength(4);
    expect(linesOf([{ row: row({ requests: 0 }), key: 'none' }], axis)).toEqual(
      [],
    );
  });

  it('say where a quantile lies over the last bound, and where it is estimated', () => {
    const [line] = linesOf(
      [
        { fromMs: 0, durations: evenly([1], [10, 0]) },
        { fromMs: 15_000, durations: evenly([1], [0, 10]) },
        { fromMs: 15_000, durations: evenly([2], [10, 0]) },
      ].map(more => ({
        row: row({ seconds: 15, requests: 10, ...more }),
        key: '1',
      })),
      axis,
    );
    expect(line.estimated).toBe(true);
    const [exact] = linesOf(
      [
        {
          row: row({ requests: 10, durations: evenly([1], [0, 10]) }),
          key: '1',
        },
      ],
      axis,
    );
    expect(exact).toMatchObject({ beyond: [0] });
    expect(exact.estimated).toBeUndefined();
  });
});

describe('fleetServices', () => {
  it('joins whole, recent, trend and alerts of each service in each environment', async () => {
    const services = await fleetServices({
      whole: [
        row({ requests: 30, failed: 3 }),
        row({ requests: 10, version: '2', seconds: 10 }),
        row({ requests: 5, environment: 'staging' }),
      ],
      recent: [row({ requests: 4, failed: 2 })],
      trend: {
        rows: [
          row({ requests: 4, failed: 1, fromMs: 0 }),
          row({ requests: 4, failed: 3, fromMs: 30_000 }),
        ],
        stepSeconds: 30,
      },
      alerts: (['firing', 'firing', 'pending'] as const).map((state, at) => ({
        services: at === 0 ? ['pricing', 'pricing'] : ['pricing', 'other'],
        name: `alert ${at}`,
        state,
        activeSinceMs: 0,
        labels: {},
      })),
      range: RANGE,
    });
    expect(services).toMatchObject([
      {
        service: 'pricing',
        environment: 'production',
        requests: 40,
        rate: 1.5,
        errorRatio: 3 / 40,
        recent: { requests: 4, errorRatio: 0.5 },
        errorRatioTrend: [0.25, 0.75],
        alertsFiring: 2,
      },
      {
        environment: 'staging',
        requests: 5,
        recent: { requests: 0, errorRatio: null },
        errorRatioTrend: [],
        alertsFiring: 2,
      },
    ]);
    expect(services[0].versions.map(({ version }) => version)).toEqual([
      '1.0.0',
      '2',
    ]);
  });

  it('does not say 0 alerts where nobody knows of alerts', async () => {
    const [service] = await fleetServices({
      whole: [row({ requests: 1 })],
      recent: [],
      range: RANGE,
    });
    expect(service).toMatchObject({ alertsFiring: null, p95Trend: [] });
  });
});
