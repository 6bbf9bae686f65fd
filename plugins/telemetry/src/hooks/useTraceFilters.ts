import { useSearchParam } from '@sextant/plugin-telemetry-react';

/** The filters of a search for traces, as they stand in the URL. */
export function useTraceFilters(limit: number) {
  const [operation] = useSearchParam('operation');
  const [status] = useSearchParam('status');
  const [minDuration] = useSearchParam('min');
  const [maxDuration] = useSearchParam('max');
  const [attribute] = useSearchParam('attribute');
  const [order] = useSearchParam('order');
  return {
    operation,
    status,
    minDuration,
    maxDuration,
    attribute,
    order: order || 'newest',
    limit,
  };
}
