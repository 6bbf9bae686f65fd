import { FleetService } from '@sextant/plugin-telemetry-common';
import { TimeRange } from '@sextant/plugin-kit-common';
import { AlertRow, CountRow } from '@sextant/plugin-telemetry-node';
import { Pace } from '@sextant/plugin-kit-node';
import { environmentWord, versionWord } from '../naming/words';
import { axisOf } from './chart';
import { CountSum } from './CountSum';
import { groupBy } from './groupBy';
import { slowness } from './slowness';
import { versionTable } from './versionTable';

/** What the fleet is made of. */
export interface FleetCounts {
  /** Over the whole range. */
  whole: readonly CountRow[];
  /** Over its last minutes. */
  recent: readonly CountRow[];
  /** Over its last five minutes, with durations. */
  lately?: readonly CountRow[];
  /** Over the day before; undefined where that is not known. */
  usual?: readonly CountRow[];
  /** By interval; undefined where trends are not wanted. */
  trend?: { rows: readonly CountRow[]; stepSeconds: number };
  /** Undefined where no source knows of alerts. */
  alerts?: readonly AlertRow[];
  range: TimeRange;
}

type Key = readonly [service: string, environment: string];

/** Every service in every environment that it reports from. */
export async function fleetServices(
  counts: FleetCounts,
): Promise<FleetService[]> {
  const pace = new Pace();
  const recent = await sumsBy(counts.recent, pace);
  const lately = await sumsBy(counts.lately ?? [], pace);
  const usual = await sumsBy(counts.usual ?? [], pace);
  const trends = trendsOf(counts);
  const firing = firingOf(counts.alerts);
  await pace.breathe();
  return pace.map(groupBy(counts.whole, keyOf), own => {
    const [service, environment] = keyOf(own[0]);
    const key = JSON.stringify([service, environment]);
    const sum = new CountSum();
    let rate = 0;
    for (const row of own) {
      sum.add(row);
      rate += row.requests / row.seconds;
    }
    const { errorRatio, p95, requests, estimated } = sum.figures(rate);
    const now = recent.get(key);
    const trend = trends.get(key);
    const slow = slowness(
      lately.get(key) ?? new CountSum(),
      usual.get(key) ?? new CountSum(),
    );
    return {
      service,
      environment,
      versions: versionTable(
        own.map(row => ({
          row,
          version: versionWord(row.version),
          rateSeconds: row.seconds,
        })),
        counts.range,
      ),
      requests,
      rate,
      errorRatio,
      p95,
      recent: {
        requests: now?.requests ?? 0,
        errorRatio: now?.errorRatio ?? null,
        p95: lateP95(lately.get(key)),
      },
      ...(slow ? { slowness: slow } : {}),
      errorRatioTrend: trend?.errorRatio ?? [],
      p95Trend: trend?.p95 ?? [],
      alertsFiring: firing ? firing.get(service) ?? 0 : null,
      ...(estimated ? { estimated } : {}),
    };
  });
}

/** Of fewer requests a p95 says little. */
function lateP95(sum: CountSum | undefined): number | null {
  return sum && sum.samples >= 20 ? sum.quantile(0.95) : null;
}

function keyOf({ service, environment }: CountRow): Key {
  return [service, environmentWord(environment)];
}

async function sumsBy(
  rows: readonly CountRow[],
  pace: Pace,
): Promise<Map<string, CountSum>> {
  const sums = new Map<string, CountSum>();
  await pace.map(rows, row => {
    const key = JSON.stringify(keyOf(row));
    const sum = sums.get(key) ?? new CountSum();
    sums.set(key, sum);
    sum.add(row);
  });
  return sums;
}

function trendsOf({ trend, range }: FleetCounts) {
  const trends = new Map<
    string,
    { errorRatio: Array<number | null>; p95: Array<number | null> }
  >();
  if (!trend) {
    return trends;
  }
  const axis = axisOf(trend.rows, range.fromMs, range.toMs, trend.stepSeconds);
  const [originMs] = axis.timesMs;
  for (const own of groupBy(trend.rows, keyOf)) {
    const points = axis.timesMs.map(() => new CountSum());
    for (const row of own) {
      const at = Math.floor((row.fromMs - originMs) / 1000 / axis.stepSeconds);
      points[at]?.add(row);
    }
    const figures = points.map(point => point.figures(0));
    trends.set(JSON.stringify(keyOf(own[0])), {
      errorRatio: figures.map(({ errorRatio }) => errorRatio),
      p95: figures.map(({ p95 }) => p95),
    });
  }
  return trends;
}

function firingOf(
  alerts: readonly AlertRow[] | undefined,
): Map<string, number> | undefined {
  if (!alerts) {
    return undefined;
  }
  const firing = new Map<string, number>();
  for (const { services, state } of alerts) {
    for (const service of state === 'firing' ? new Set(services) : []) {
      firing.set(service, (firing.get(service) ?? 0) + 1);
    }
  }
  return firing;
}
