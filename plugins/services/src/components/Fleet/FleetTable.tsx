import { FleetPage, FleetSort } from '@sextant/plugin-services-common';
import {
  PanelMessage,
  useScopeHref,
  useSearchParam,
} from '@sextant/plugin-kit-react';
import styles from './FleetPage.module.css';
import { FleetTableRow } from './FleetTableRow';

const COLUMNS: ReadonlyArray<{
  title: string;
  sort?: FleetSort;
  figure?: boolean;
  hidden?: string;
}> = [
  { title: 'Service', sort: 'name' },
  { title: 'Owner', sort: 'owner' },
  { title: 'Live versions · share of traffic' },
  { title: 'Rate /s', sort: 'rate', figure: true },
  { title: 'Errors', sort: 'errors', figure: true },
  { title: '', hidden: 'Errors over time' },
  { title: 'p95 ms', sort: 'p95', figure: true },
  { title: '', hidden: 'p95 over time' },
  { title: 'Last deployment', sort: 'deployed' },
  { title: 'Contract' },
  { title: 'Attention', sort: 'worst' },
];

/** Figures stand right; what is only drawn gives way on a narrow screen. */
function classOf(column: {
  figure?: boolean;
  hidden?: string;
}): string | undefined {
  if (column.figure) {
    return styles.figure;
  }
  return column.hidden ? styles.wide : undefined;
}

/** One row per service; the heads sort. */
export function FleetTable(props: {
  page: FleetPage;
  onRegister: (name: string) => void;
}) {
  const { page, onRegister } = props;
  const [sort, setSort] = useSearchParam('sort');
  const current = sort || 'worst';
  const scopeHref = useScopeHref();
  if (page.total === 0) {
    return (
      <PanelMessage
        title="No service matches"
        text={
          page.totals.services === 0
            ? 'Nothing is registered and nothing has reported telemetry yet.'
            : 'Remove a filter to see more.'
        }
      />
    );
  }
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            {COLUMNS.map(column => (
              <th
                key={column.title || column.hidden}
                scope="col"
                className={classOf(column)}
                aria-label={column.hidden}
                aria-sort={column.sort === current ? 'descending' : undefined}
              >
                {column.sort ? (
                  <button
                    type="button"
                    className={styles.sort}
                    onClick={() =>
                      setSort(column.sort === 'worst' ? '' : column.sort ?? '')
                    }
                  >
                    {column.title}
                    {column.sort === current ? ' ↓' : ''}
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.items.map(row => (
            <FleetTableRow
              key={row.entityRef}
              row={row}
              knowsTelemetry={page.totals.unhealthy !== null}
              onRegister={onRegister}
              scopeHref={href =>
                scopeHref(href, {
                  environment: page.environment,
                  versions: [],
                  operation: undefined,
                })
              }
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
