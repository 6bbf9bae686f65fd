import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { TraceSummary } from '@sextant/plugin-telemetry-common';
import {
  DataColumn,
  DataTable,
  formatNumberOf,
  formatClockMs,
  formatDuration,
  formatFull,
  ToneBadge,
  VersionDot,
} from '@sextant/plugin-kit-react';
import { traceRouteRef } from '../../routes';
import styles from './TraceTable.module.css';

/** Left out in a narrow panel. */
const WIDE = new Set(['time', 'services', 'root', 'trace']);

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
  const columns: ReadonlyArray<DataColumn<TraceSummary>> = [
    {
      id: 'time',
      label: 'Time',
      sortBy: item => item.startMs,
      cell: item => (
        <span className={styles.mono} title={formatFull(item.startMs)}>
          {formatClockMs(item.startMs)}
        </span>
      ),
    },
    {
      id: 'service',
      label: 'Service',
      sortBy: item => item.service,
      cell: item => item.service,
    },
    {
      id: 'operation',
      label: 'Operation',
      isRowHeader: true,
      sortBy: item => item.operation,
      cell: item => (
        <span className={styles.operation}>
          <Link href={hrefOf(item)} title={formatFull(item.startMs)}>
            {item.operation}
          </Link>
        </span>
      ),
    },
    {
      id: 'version',
      label: 'Version',
      sortBy: item => item.version,
      cell: item => (
        <VersionDot
          version={item.version}
          colour={colours.get(item.version) ?? ''}
        />
      ),
    },
    {
      id: 'status',
      label: 'Status',
      sortBy: item => `${Number(item.error)} ${item.httpStatus ?? ''}`,
      cell: item => <StatusBadge item={item} />,
    },
    {
      id: 'duration',
      label: 'Duration',
      isNumber: true,
      sortBy: item => item.durationSeconds,
      cell: item => formatDuration(item.durationSeconds),
    },
    {
      id: 'spans',
      label: 'Spans',
      isNumber: true,
      sortBy: item => item.spanCount,
      cell: item =>
        compact ? formatNumberOf(item.spanCount, 'span') : item.spanCount,
    },
    {
      id: 'services',
      label: 'Services',
      isNumber: true,
      sortBy: item => item.serviceCount,
      cell: item => item.serviceCount,
    },
    {
      id: 'root',
      label: 'Root',
      sortBy: item => item.rootService,
      cell: item => (
        <span className={styles.root}>
          {item.rootService
            ? `${item.rootService} ${item.rootOperation ?? ''}`
            : 'not received yet'}
        </span>
      ),
    },
    {
      id: 'trace',
      label: 'Trace',
      cell: item => (
        <span className={styles.mono}>{item.traceId.slice(0, 8)}</span>
      ),
    },
  ];
  return (
    <DataTable
      label="Traces"
      columns={columns.filter(
        ({ id }) =>
          (id !== 'service' || withService) && !(compact && WIDE.has(id)),
      )}
      rows={items}
      keyOf={item => `${item.traceId}${item.spanId}`}
      isHeadless={compact}
    />
  );
}
