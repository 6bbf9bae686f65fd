import { useApi } from '@backstage/frontend-plugin-api';
import { ScopeParams } from '@sextant/plugin-kit-common';
import { useAnswer } from '@sextant/plugin-kit-react';
import { TraceSummary } from '@sextant/plugin-telemetry-common';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ServiceSubject } from '../model/serviceSubject';
import { ofOperation, TraceFilters, whileLive } from './useServiceQueries';

/** The pages of a list of traces behind its first one. */
export interface OlderTraces {
  items: readonly TraceSummary[];
  /** Absent where there are no more. */
  load?: () => void;
  isLoading: boolean;
  /** Back to the newest, and live again; absent where no older ones are shown. */
  close?: () => void;
}

/**
 * Traces of a service, newest first, and on demand older ones. While older ones are shown the list holds
 * still: what arrives meanwhile would push its first page away from the second.
 */
export function useTracePages(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: TraceFilters,
) {
  const client = useApi(telemetryApiRef);
  const question = client.question('traces', {
    ...ofOperation(subject, scope),
    ...filters,
  });
  const asked = JSON.stringify(question.key);
  const [held, setHeld] = useState<{ asked: string; cursor: string }>();
  const cursor = held?.asked === asked ? held.cursor : undefined;
  const first = useAnswer(question, cursor ? {} : whileLive(scope));
  const more = useInfiniteQuery({
    queryKey: [...question.key, 'older', cursor],
    queryFn: ({ signal, pageParam }) =>
      client.ask(
        'traces',
        { ...ofOperation(subject, scope), ...filters, cursor: pageParam },
        { signal },
      ),
    initialPageParam: cursor,
    getNextPageParam: page => page.data.nextCursor,
    enabled: cursor !== undefined,
    staleTime: Infinity,
  });
  const next =
    first.state === 'ok' || first.state === 'partial'
      ? first.data.nextCursor
      : undefined;
  const pages = cursor ? more.data?.pages : undefined;
  const older: OlderTraces = {
    items: pages?.flatMap(page => page.data.items) ?? [],
    isLoading: cursor !== undefined && more.isFetching,
    close: cursor ? () => setHeld(undefined) : undefined,
  };
  if (cursor ? more.hasNextPage : next) {
    older.load = () =>
      cursor ? more.fetchNextPage() : next && setHeld({ asked, cursor: next });
  }
  return { first, older };
}
