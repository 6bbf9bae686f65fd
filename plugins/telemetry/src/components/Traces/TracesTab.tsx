import { useEntity } from '@backstage/plugin-catalog-react';
import { Button } from '@backstage/ui';
import {
  Held,
  ScopeBar,
  Panel,
  useScope,
  versionColours,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { useMemo } from 'react';
import { requestsOf } from '../../model/requestsOf';
import { seenVersions } from '../../model/seenVersions';
import { useVersions } from '../../hooks/useServiceQueries';
import { useTracePages } from '../../hooks/useTracePages';
import { subjectOfEntity } from '../../model/serviceSubject';
import { CompleteTo } from '../shared/CompleteTo';
import { SampleNote } from '../shared/SampleNote';
import { TraceScatter } from '../shared/TraceScatter';
import { TraceTable, useTraceHref } from '../shared/TraceTable';
import { useBoxFilter } from '../../hooks/useBoxFilter';
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
  const { first, older } = useTracePages(subject, scope, filters);
  const { versions: figures, environments } = whileUnknown(versions, {
    versions: [],
    environments: [],
  });
  const { operations } = whileUnknown(first, { operations: [] });
  const colours = versionColours(figures.map(({ version }) => version));
  const hrefOf = useTraceHref();
  const isFiltered = Boolean(
    filters.status ||
      filters.minDuration ||
      filters.maxDuration ||
      filters.attribute,
  );
  const narrow = useBoxFilter();
  return (
    <>
      <ScopeBar
        scope={scope}
        onChange={setScope}
        environments={environments}
        versions={seenVersions(versions)}
      />
      <TraceFilters operations={operations} />
      <Panel
        title="Traces"
        subtitle="requests this service answered, failed ones ringed"
        result={first}
        height={420}
      >
        {({ items, completeToMs }) => {
          const shown = [...items, ...older.items];
          return (
            <>
              <TraceScatter
                items={shown}
                fromMs={Math.min(...shown.map(item => item.startMs))}
                toMs={Math.max(...shown.map(item => item.startMs)) + 1}
                colours={colours}
                hrefOf={hrefOf}
                height={150}
                onBox={narrow}
              />
              <SampleNote
                shown={shown.length}
                total={isFiltered ? undefined : requestsOf(versions, scope)}
                order={filters.order ?? 'newest'}
              />
              <Held
                items={shown}
                keyOf={item => item.spanId}
                asked={JSON.stringify([scope, filters])}
              >
                {held => <TraceTable items={held} colours={colours} />}
              </Held>
              {older.close ? null : <CompleteTo timeMs={completeToMs} />}
              {older.load ? (
                <Button
                  variant="secondary"
                  isPending={older.isLoading}
                  onPress={older.load}
                >
                  Load older
                </Button>
              ) : null}
              {older.close ? (
                <Button variant="tertiary" onPress={older.close}>
                  Back to the newest
                </Button>
              ) : null}
            </>
          );
        }}
      </Panel>
    </>
  );
}
