import {
  LogLevel,
  LogVolume,
  TimeRange,
} from '@sextant/plugin-telemetry-common';
import { AskOptions } from '@sextant/plugin-telemetry-node';
import { LokiClient } from '../client/LokiClient';
import { levelIn } from './readLine';

/** Lines per step by level. The last step is the one that now is in: it is asked to its end. */
export async function volumeOf(
  client: LokiClient,
  query: string,
  { range, stepSeconds }: { range: TimeRange; stepSeconds: number },
  options: AskOptions,
): Promise<LogVolume> {
  const stepMs = stepSeconds * 1000;
  const first = Math.floor(range.fromMs / stepMs);
  const last = Math.ceil(range.toMs / stepMs);
  const timesMs = Array.from(
    { length: last - first },
    (_, at) => (first + at) * stepMs,
  );
  const found = await client.counts(
    `sum by (detected_level) (count_over_time(${query} [${stepSeconds}s]))`,
    {
      start: BigInt((first + 1) * stepMs) * 1_000_000n,
      end: BigInt(last * stepMs) * 1_000_000n,
    },
    stepSeconds,
    options,
  );
  const byLevel = new Map<LogLevel, number[]>();
  for (const { labels, points } of found) {
    const level = levelIn(labels.detected_level);
    const counts = byLevel.get(level) ?? timesMs.map(() => 0);
    for (const [time, count] of points) {
      // A point counts the step before it.
      const at = Math.round((time * 1000) / stepMs) - 1 - first;
      if (at >= 0 && at < counts.length) {
        counts[at] += count;
      }
    }
    byLevel.set(level, counts);
  }
  return {
    fromMs: range.fromMs,
    toMs: range.toMs,
    stepSeconds,
    timesMs,
    series: [...byLevel].map(([level, counts]) => ({ level, counts })),
  };
}
