import { Link } from '@backstage/ui';
import { ScopeParams } from '@sextant/plugin-kit-common';
import { Panel } from '@sextant/plugin-kit-react';
import { useTraces } from '../../hooks/useServiceQueries';
import { notableFirst } from '../../model/scatterPoints';
import { ServiceSubject } from '../../model/serviceSubject';
import { SampleNote } from '../shared/SampleNote';
import { TraceScatter } from '../shared/TraceScatter';
import { TraceTable, useTraceHref } from '../shared/TraceTable';

const POINTS = 150;
const ROWS = 5;

/** Requests as points, the failed and slow ones also as a list. */
export function TracesPanel(props: {
  subject: ServiceSubject;
  scope: ScopeParams;
  colours: ReadonlyMap<string, string>;
  range: { fromMs: number; toMs: number } | undefined;
  href: string | undefined;
  /** Requests that were counted in the scope; undefined while that is not known. */
  total: number | undefined;
  onZoom: (fromMs: number, toMs: number) => void;
}) {
  const { subject, scope, colours, range, href, total, onZoom } = props;
  const result = useTraces(subject, scope, { order: 'notable', limit: POINTS });
  const hrefOf = useTraceHref();
  return (
    <Panel
      title="Traces"
      subtitle="duration by version, failed ringed"
      result={result}
      height={260}
      action={href ? <Link href={href}>all traces →</Link> : undefined}
    >
      {({ items }) => (
        <>
          <TraceScatter
            items={items}
            fromMs={
              range?.fromMs ?? Math.min(...items.map(item => item.startMs))
            }
            toMs={range?.toMs ?? Math.max(...items.map(item => item.startMs))}
            colours={colours}
            hrefOf={hrefOf}
            onBox={({ fromMs, toMs }) => onZoom(fromMs, toMs)}
          />
          <SampleNote shown={items.length} total={total} order="notable" />
          <TraceTable
            items={notableFirst(items).slice(0, ROWS)}
            colours={colours}
            compact
          />
        </>
      )}
    </Panel>
  );
}
