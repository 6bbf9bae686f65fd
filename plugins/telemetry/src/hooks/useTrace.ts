import { useApi } from '@backstage/frontend-plugin-api';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { useQuery } from '@tanstack/react-query';

/** A trace younger than this may still be growing. */
const YOUNG_MS = 20_000;

/** A whole trace; a young one is read once more, because its spans arrive over some seconds. */
export function useTrace(traceId: string) {
  const client = useApi(telemetryApiRef);
  return useQuery({
    queryKey: ['telemetry', 'trace', traceId],
    queryFn: ({ signal }) => client.trace(traceId, signal),
    staleTime: 10 * 60_000,
    refetchInterval: query => {
      const trace = query.state.data?.data;
      if (!trace) {
        return false;
      }
      const endMs =
        Number(BigInt(trace.startUnixNano) / 1_000_000n) +
        trace.durationNano / 1e6;
      return query.state.dataUpdatedAt - endMs < YOUNG_MS ? 5_000 : false;
    },
  });
}

/** The log lines of a trace. */
export function useTraceLogs(traceId: string) {
  const client = useApi(telemetryApiRef);
  return useQuery({
    queryKey: ['telemetry', 'trace-logs', traceId],
    queryFn: ({ signal }) => client.traceLogs(traceId, signal),
    staleTime: 60_000,
  });
}
