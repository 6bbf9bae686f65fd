import { FleetPage, FLEET_SORTS } from '@sextant/plugin-services-common';
import {
  DataTable,
  PanelMessage,
  useNarrow,
  useScopeHref,
  useSearchParam,
} from '@sextant/plugin-kit-react';
import { useFleetColumns } from './useFleetColumns';

/** What each column is sorted by before somebody turns it round. */
const RISING = new Set(['name', 'owner']);

/** One row per service; the server sorts. */
export function FleetTable(props: {
  page: FleetPage;
  onRegister: (name: string) => void;
}) {
  const { page, onRegister } = props;
  const [sort] = useSearchParam('sort');
  const [order] = useSearchParam('order');
  const narrow = useNarrow();
  const scopeHref = useScopeHref();
  const columns = useFleetColumns({
    knowsTelemetry: page.totals.unhealthy !== null,
    onRegister,
    scopeHref: href =>
      scopeHref(href, {
        environment: page.environment,
        versions: [],
        operation: undefined,
      }),
  });
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
  const column = FLEET_SORTS.find(known => known === sort) ?? 'worst';
  const usual = RISING.has(column) ? 'ascending' : 'descending';
  return (
    <DataTable
      label="Services"
      columns={columns}
      rows={page.items}
      keyOf={row => row.entityRef}
      sort={{
        column,
        direction:
          order === 'ascending' || order === 'descending' ? order : usual,
      }}
      onSort={({ column: by, direction }) =>
        narrow(
          {},
          {
            sort: by === 'worst' ? '' : by,
            order:
              direction === (RISING.has(by) ? 'ascending' : 'descending')
                ? ''
                : direction,
          },
        )
      }
      toneOf={({ attention: [first] }) =>
        first?.kind === 'failing' || first?.kind === 'slow' ? 'bad' : undefined
      }
    />
  );
}
