import { splitList } from '@sextant/plugin-kit-common';
import { useSearchParam } from '@sextant/plugin-kit-react';
import { TRACE_ORDERS } from '@sextant/plugin-telemetry-common';
import { TraceFilters } from './useServiceQueries';

/** The filters of a search for traces, as they stand in the URL. */
export function useTraceFilters(limit: number): TraceFilters {
  const [status] = useSearchParam('status');
  const [minDuration] = useSearchParam('min');
  const [maxDuration] = useSearchParam('max');
  const [attribute] = useSearchParam('attribute');
  const [order] = useSearchParam('order');
  return {
    status: status || undefined,
    minDuration: minDuration || undefined,
    maxDuration: maxDuration || undefined,
    attribute: attribute ? splitList(attribute) : undefined,
    order: TRACE_ORDERS.find(known => known === order) ?? 'newest',
    limit,
  };
}
