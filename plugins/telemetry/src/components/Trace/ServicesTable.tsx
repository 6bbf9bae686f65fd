import {
  DataColumn,
  DataTable,
  formatDuration,
  formatPercent,
  VersionDot,
} from '@sextant/plugin-kit-react';
import { TraceModel } from '../../model/traceModel';
import { ServiceLink } from './ServiceLink';

type Row = TraceModel['services'][number];

/** What each version of each service contributed to a trace. */
export function ServicesTable({ model }: { model: TraceModel }) {
  const total = model.trace.durationNano;
  const columns: ReadonlyArray<DataColumn<Row>> = [
    {
      id: 'service',
      label: 'Service',
      sortBy: row => row.service,
      cell: row => <ServiceLink model={model} service={row} />,
    },
    {
      id: 'version',
      label: 'Version',
      sortBy: row => row.version,
      cell: row => (
        <VersionDot
          version={row.version ?? 'unversioned'}
          colour={row.colour}
        />
      ),
    },
    {
      id: 'spans',
      label: 'Spans',
      isNumber: true,
      sortBy: row => row.spans,
      cell: row => row.spans,
    },
    {
      id: 'errors',
      label: 'Errors',
      isNumber: true,
      sortBy: row => row.errors,
      cell: row => row.errors,
    },
    {
      id: 'critical',
      label: 'On the critical path',
      isNumber: true,
      sortBy: row => row.criticalNano,
      cell: row => formatDuration(row.criticalNano / 1e9),
    },
    {
      id: 'share',
      label: 'Share',
      isNumber: true,
      sortBy: row => row.criticalNano,
      cell: row => formatPercent(total > 0 ? row.criticalNano / total : null),
    },
  ];
  return (
    <DataTable
      label="Services of this trace"
      columns={columns}
      rows={model.services}
      keyOf={row => `${row.service} ${row.version}`}
    />
  );
}
