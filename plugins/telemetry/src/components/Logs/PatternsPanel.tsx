import { ScopeParams } from '@sextant/plugin-kit-common';
import {
  DataColumn,
  DataTable,
  formatCount,
  Panel,
  Sparkline,
} from '@sextant/plugin-kit-react';
import { LogPatterns } from '@sextant/plugin-telemetry-common';
import { useLogPatterns } from '../../hooks/useServiceQueries';
import { ServiceSubject } from '../../model/serviceSubject';
import { LevelBadge } from '../shared/LogRow';
import styles from './PatternsPanel.module.css';

const COLUMNS: ReadonlyArray<DataColumn<LogPatterns['patterns'][number]>> = [
  {
    id: 'level',
    label: 'Level',
    sortBy: pattern => pattern.level,
    cell: pattern => <LevelBadge level={pattern.level} />,
  },
  {
    id: 'line',
    label: 'Line',
    isRowHeader: true,
    sortBy: pattern => pattern.pattern,
    cell: ({ pattern }) => <span className={styles.pattern}>{pattern}</span>,
  },
  {
    id: 'trend',
    label: 'Trend',
    cell: pattern => (
      <Sparkline
        values={pattern.trend}
        label={`${pattern.count} lines over the range`}
      />
    ),
  },
  {
    id: 'lines',
    label: 'Lines',
    isNumber: true,
    sortBy: pattern => pattern.count,
    cell: pattern => formatCount(pattern.count),
  },
];

/** Lines that differ only in their values, most frequent first. */
export function PatternsPanel(props: {
  subject: ServiceSubject;
  scope: ScopeParams;
  level: string | undefined;
}) {
  const { subject, scope, level } = props;
  const result = useLogPatterns(subject, scope, { level });
  return (
    <Panel title="Patterns" subtitle="most frequent first" result={result}>
      {({ patterns }) => (
        <DataTable
          label="Patterns of log lines"
          columns={COLUMNS}
          rows={patterns}
          keyOf={pattern => `${pattern.level} ${pattern.pattern}`}
        />
      )}
    </Panel>
  );
}
