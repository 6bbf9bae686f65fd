import { Exemplar } from '@sextant/plugin-telemetry-common';
import { ExemplarRow } from '@sextant/plugin-telemetry-node';
import { Namer } from '../naming/Namer';

/** A request that stands for a point of a chart, by its version; none where that was not chosen. */
export function toExemplar(row: ExemplarRow, namer: Namer): Exemplar[] {
  const key = namer.versionAt(row, row.timeMs);
  return namer.isChosenVersion(key) && namer.isChosenEnvironment(row)
    ? [
        {
          key,
          timeMs: row.timeMs,
          durationSeconds: row.durationSeconds,
          traceId: row.traceId,
          spanId: row.spanId,
          error: row.failed,
        },
      ]
    : [];
}
