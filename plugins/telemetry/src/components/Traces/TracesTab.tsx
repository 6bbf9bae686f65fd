import { useEntity } from '@backstage/plugin-catalog-react';
import { Button } from '@backstage/ui';
import {
  Panel,
  scopeQuery,
  useScope,
  versionColours,
} from '@sextant/plugin-telemetry-react';
import { useMemo } from 'react';
import {
  useMoreTraces,
  useTraces,
  useVersions,
} from '../../hooks/useServiceQueries';
import { subjectOfEntity } from '../../model/serviceSubject';
import { CompleteTo } from '../shared/CompleteTo';
import { ScopeBar } from '../shared/ScopeBar';
import { TraceScatter } from '../shared/TraceScatter';
import { TraceTable, useTraceHref } from '../shared/TraceTable';
import { useTraceFilters } from '../../hooks/useTraceFilters';
import { TraceFilters } from './TraceFilters';

const PAGE = 100;

/** Search for traces of a service; the filters stand in the URL. */
export function TracesTab() {
  const { entity } = useEntity();
  const subject = useMemo(() => subjectOfEntity(entity), [entity]);
  const [scope, setScope] = useScope();
  const filters = useTraceFilters(PAGE);
  const versions = useVersions(subject, scope);
  const traces = useTraces(subject, scope, filters);
  const cursor = traces.data?.data.nextCursor;
  const more = useMoreTraces(
    subject,
    { ...scopeQuery(scope), ...filters },
    cursor,
  );
  const figures = versions.data?.data.versions ?? [];
  const colours = versionColours(figures.map(({ version }) => version));
  const hrefOf = useTraceHref();
  const pages = more.data?.pages.flatMap(page => page.data.items) ?? [];
  const canLoadMore = pages.length > 0 ? more.hasNextPage : Boolean(cursor);
  return (
    <>
      <ScopeBar
        scope={scope}
        onChange={setScope}
        environments={versions.data?.data.environments ?? []}
        versions={figures}
        colours={colours}
      />
      <TraceFilters operations={traces.data?.data.operations ?? []} />
      <Panel
        title="Traces"
        subtitle="requests this service answered, failed ones ringed"
        query={traces}
        height={420}
      >
        {({ items, completeToMs }) => {
          const shown = [...items, ...pages];
          return (
            <>
              <TraceScatter
                items={shown}
                fromMs={Math.min(...shown.map(item => item.startMs))}
                toMs={Math.max(...shown.map(item => item.startMs)) + 1}
                colours={colours}
                hrefOf={hrefOf}
                height={150}
              />
              <TraceTable items={shown} colours={colours} />
              {pages.length === 0 ? <CompleteTo timeMs={completeToMs} /> : null}
              {canLoadMore ? (
                <Button
                  variant="secondary"
                  isPending={more.isFetching}
                  onPress={() => {
                    if (pages.length > 0) {
                      more.fetchNextPage();
                    } else {
                      more.refetch();
                    }
                  }}
                >
                  Load older
                </Button>
              ) : null}
            </>
          );
        }}
      </Panel>
    </>
  );
}
