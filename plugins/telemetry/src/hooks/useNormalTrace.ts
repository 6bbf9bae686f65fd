import { useApi } from '@backstage/frontend-plugin-api';
import { TraceSummary } from '@sextant/plugin-telemetry-common';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { momentOf, nameOf, resourceOf, TraceModel } from '../model/traceModel';

const AROUND_MS = 60 * 60_000;
const CANDIDATES = 100;

/**
 * Finds a trace of the same operation as this one's root that went as it usually goes: one that did not fail, of
 * the middle duration, in the hour before and behind.
 *
 * @returns A function that gives undefined where there is none.
 */
export function useNormalTrace(
  model: TraceModel,
): () => Promise<TraceSummary | undefined> {
  const client = useApi(telemetryApiRef);
  return async () => {
    const { trace } = model;
    const { startMs, endMs } = momentOf(trace);
    const { service, environment } = resourceOf(trace, 0);
    const { data } = await client.ask('allTraces', {
      service,
      environment,
      operation: nameOf(trace, 0),
      status: 'ok',
      from: new Date(startMs - AROUND_MS).toISOString(),
      to: new Date(Math.min(Date.now(), endMs + AROUND_MS)).toISOString(),
      limit: CANDIDATES,
    });
    return middleOf(
      data.items.filter(({ traceId }) => traceId !== trace.traceId),
    );
  };
}

function middleOf(items: readonly TraceSummary[]): TraceSummary | undefined {
  const sorted = [...items].sort(
    (a, b) => a.durationSeconds - b.durationSeconds,
  );
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
