import { useApi } from '@backstage/frontend-plugin-api';
import { ToggleButton } from '@backstage/ui';
import { scopeQuery } from '@sextant/plugin-kit-common';
import {
  Held,
  ScopeBar,
  Panel,
  useAnswer,
  useScope,
  useSearchParam,
  versionColour,
  whileUnknown,
  PageMain,
} from '@sextant/plugin-kit-react';
import { DependencyEdge, TraceSummary } from '@sextant/plugin-telemetry-common';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { useDependencies, whileLive } from '../../hooks/useServiceQueries';
import { useTraceFilters } from '../../hooks/useTraceFilters';
import { CompleteTo } from '../shared/CompleteTo';
import { TraceTable } from '../shared/TraceTable';
import { TraceFilters } from './TraceFilters';
import styles from './TracesPage.module.css';

const PAGE = 200;
const NOTHING: { items: TraceSummary[]; operations: string[] } = {
  items: [],
  operations: [],
};

/** Search for traces over all services, where the source can. */
export function TracesPage() {
  const client = useApi(telemetryApiRef);
  const [scope, setScope] = useScope();
  const filters = useTraceFilters(PAGE);
  const [service] = useSearchParam('service');
  const [own, setOwn] = useSearchParam('own');
  const calls = useDependencies(scope);
  const traces = useAnswer(
    client.question('allTraces', {
      ...scopeQuery(scope),
      ...filters,
      operation: scope.operation,
      service: service || undefined,
      own: own === 'true' ? own : undefined,
    }),
    whileLive(scope),
  );
  const { items, operations } = whileUnknown(traces, NOTHING);
  const colours = new Map(
    items.map(({ version }) => [version, versionColour(version)]),
  );
  return (
    <PageMain className={styles.page}>
      <h1 className={styles.title}>Traces</h1>
      <ScopeBar
        scope={scope}
        onChange={setScope}
        environments={[...new Set(items.map(({ environment }) => environment))]}
      >
        <ToggleButton
          size="small"
          isSelected={own === 'true'}
          onChange={selected => setOwn(selected ? 'true' : '')}
        >
          with the portal's own
        </ToggleButton>
      </ScopeBar>
      <TraceFilters
        operations={
          service
            ? operations
            : [...new Set(items.map(({ operation }) => operation))].sort()
        }
        services={namesIn(items, whileUnknown(calls, []))}
      />
      <Panel
        title="Traces"
        subtitle={
          service
            ? `requests that ${service} answered`
            : 'of all services, one row each'
        }
        result={traces}
        height={420}
      >
        {data => (
          <>
            <Held
              items={data.items}
              keyOf={item => item.spanId}
              asked={JSON.stringify([scope, filters, service])}
            >
              {held => (
                <TraceTable items={held} colours={colours} withService />
              )}
            </Held>
            <CompleteTo timeMs={data.completeToMs} />
            {data.nextCursor && data.completeToMs === undefined ? (
              <p>There are more: choose a shorter range, or add a filter.</p>
            ) : null}
          </>
        )}
      </Panel>
    </PageMain>
  );
}

/** The services that are seen in a list and in the calls between them. */
function namesIn(
  items: readonly TraceSummary[],
  edges: readonly DependencyEdge[],
): string[] {
  return [
    ...new Set([
      ...items.map(({ service }) => service),
      ...edges.flatMap(({ caller, callee }) => [caller, callee]),
    ]),
  ].sort();
}
