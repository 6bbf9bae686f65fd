import { useApi } from '@backstage/frontend-plugin-api';
import { Result, useAnswer } from '@sextant/plugin-kit-react';
import { CompactTrace } from '@sextant/plugin-telemetry-common';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { useState } from 'react';

/** A trace younger than this may still be growing. */
const YOUNG_MS = 20_000;
const AGAIN_MS = 5_000;

/** A whole trace; a young one is read again, because its spans arrive over some seconds. */
export function useTrace(traceId: string): Result<CompactTrace> {
  const client = useApi(telemetryApiRef);
  const [isYoung, setYoung] = useState(false);
  const result = useAnswer(client.question('trace', { traceId }), {
    staleMs: 10 * 60_000,
    showsFormer: false,
    everyMs: isYoung ? AGAIN_MS : false,
  });
  if (isGrowing(result) !== isYoung) {
    setYoung(!isYoung);
  }
  return result;
}

/** The log lines of a trace, again while it is read again. */
export function useTraceLogs(traceId: string, isYoung: boolean) {
  const client = useApi(telemetryApiRef);
  return useAnswer(client.question('traceLogs', { traceId }), {
    staleMs: 60_000,
    showsFormer: false,
    everyMs: isYoung ? AGAIN_MS : false,
  });
}

/** True while spans and lines of a trace may still arrive. */
export function isGrowing(result: Result<CompactTrace>): boolean {
  return (
    (result.state === 'ok' || result.state === 'partial') &&
    result.notes.atMs - endOf(result.data) < YOUNG_MS
  );
}

/** Milliseconds since the epoch. */
function endOf({ startUnixNano, durationNano }: CompactTrace): number {
  return Number(BigInt(startUnixNano) / 1_000_000n) + durationNano / 1e6;
}
