import { useApi } from '@backstage/frontend-plugin-api';
import { Container } from '@backstage/ui';
import {
  LIVE_INTERVAL_MS,
  Panel,
  scopeQuery,
  telemetryApiRef,
  useScope,
  versionColour,
} from '@sextant/plugin-telemetry-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTraceFilters } from '../../hooks/useTraceFilters';
import { CompleteTo } from '../shared/CompleteTo';
import { ScopeBar } from '../shared/ScopeBar';
import { TraceTable } from '../shared/TraceTable';
import { TraceFilters } from './TraceFilters';
import styles from './TracesPage.module.css';

const PAGE = 200;

/** Search for traces over all services, where the source can. */
export function TracesPage() {
  const client = useApi(telemetryApiRef);
  const [scope, setScope] = useScope();
  const query = { ...scopeQuery(scope), ...useTraceFilters(PAGE) };
  const traces = useQuery({
    queryKey: ['telemetry', 'all-traces', query],
    queryFn: ({ signal }) => client.searchTraces(query, signal),
    refetchInterval: scope.live ? LIVE_INTERVAL_MS : false,
    placeholderData: keepPreviousData,
  });
  const items = traces.data?.data.items ?? [];
  const colours = new Map(
    items.map(({ version }) => [version, versionColour(version)]),
  );
  return (
    <Container className={styles.page}>
      <h1 className={styles.title}>Traces</h1>
      <ScopeBar
        scope={scope}
        onChange={setScope}
        environments={[...new Set(items.map(({ environment }) => environment))]}
        versions={[]}
        colours={colours}
      />
      <TraceFilters operations={traces.data?.data.operations ?? []} />
      <Panel
        title="Traces"
        subtitle="of all services, one row each"
        query={traces}
        height={420}
      >
        {data => (
          <>
            <TraceTable items={data.items} colours={colours} withService />
            <CompleteTo timeMs={data.completeToMs} />
            {data.nextCursor && data.completeToMs === undefined ? (
              <p>There are more: choose a shorter range, or add a filter.</p>
            ) : null}
          </>
        )}
      </Panel>
    </Container>
  );
}
