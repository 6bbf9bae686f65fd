import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { TraceSummary } from '@sextant/plugin-telemetry-common';
import {
  formatNumberOf,
  formatClockMs,
  formatDuration,
  formatFull,
  ToneBadge,
  VersionDot,
} from '@sextant/plugin-kit-react';
import { traceRouteRef } from '../../routes';
import styles from './TraceTable.module.css';

/** How a request ended. */
export function StatusBadge(props: {
  item: Pick<TraceSummary, 'error' | 'httpStatus'>;
}) {
  const { error, httpStatus } = props.item;
  if (error) {
    return <ToneBadge tone="bad">{httpStatus ?? 'error'}</ToneBadge>;
  }
  const tone = httpStatus !== null && httpStatus >= 400 ? 'warn' : 'ok';
  return <ToneBadge tone={tone}>{httpStatus ?? 'ok'}</ToneBadge>;
}

/** Where a summary leads: its trace, at this service's span. */
export function useTraceHref(): (item: TraceSummary) => string {
  const traceHref = useRouteRef(traceRouteRef);
  return item =>
    traceHref
      ? `${traceHref({ traceId: item.traceId })}?span=${item.spanId}`
      : '#';
}

/** Requests of a service, one per row. */
export function TraceTable(props: {
  items: readonly TraceSummary[];
  colours: ReadonlyMap<string, string>;
  /** Leaves out time and root, for a narrow panel. */
  compact?: boolean;
  /** Says whose request each row is, where that is not one service. */
  withService?: boolean;
}) {
  const { items, colours, compact, withService } = props;
  const hrefOf = useTraceHref();
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead className={compact ? styles.hidden : undefined}>
          <tr>
            {compact ? null : <th scope="col">Time</th>}
            {withService ? <th scope="col">Service</th> : null}
            <th scope="col">Operation</th>
            <th scope="col">Version</th>
            <th scope="col">Status</th>
            <th scope="col" className={styles.number}>
              Duration
            </th>
            <th scope="col" className={styles.number}>
              Spans
            </th>
            {compact ? null : (
              <>
                <th scope="col" className={styles.number}>
                  Services
                </th>
                <th scope="col">Root</th>
                <th scope="col">Trace</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <tr key={`${item.traceId}${item.spanId}`}>
              {compact ? null : (
                <td className={styles.mono} title={formatFull(item.startMs)}>
                  {formatClockMs(item.startMs)}
                </td>
              )}
              {withService ? <td>{item.service}</td> : null}
              <td className={styles.operation}>
                <Link href={hrefOf(item)} title={formatFull(item.startMs)}>
                  {item.operation}
                </Link>
              </td>
              <td>
                <VersionDot
                  version={item.version}
                  colour={colours.get(item.version) ?? ''}
                />
              </td>
              <td>
                <StatusBadge item={item} />
              </td>
              <td className={styles.number}>
                {formatDuration(item.durationSeconds)}
              </td>
              <td className={styles.number}>
                {compact
                  ? formatNumberOf(item.spanCount, 'span')
                  : item.spanCount}
              </td>
              {compact ? null : (
                <>
                  <td className={styles.number}>{item.serviceCount}</td>
                  <td className={styles.root}>
                    {item.rootService
                      ? `${item.rootService} ${item.rootOperation ?? ''}`
                      : 'not arrived'}
                  </td>
                  <td className={styles.mono}>{item.traceId.slice(0, 8)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
