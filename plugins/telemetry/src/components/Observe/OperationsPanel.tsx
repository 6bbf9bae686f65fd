import { Button } from '@backstage/ui';
import { ScopeParams } from '@sextant/plugin-kit-common';
import {
  DataColumn,
  DataTable,
  formatMilliseconds,
  formatPercent,
  formatRate,
  Panel,
  ShareBar,
  VersionDot,
} from '@sextant/plugin-kit-react';
import { OperationFigures } from '@sextant/plugin-telemetry-common';
import { useState } from 'react';
import { useOperations } from '../../hooks/useServiceQueries';
import { changeText, isClear } from '../../model/operationChange';
import { ServiceSubject } from '../../model/serviceSubject';
import styles from './OperationsPanel.module.css';

const FIRST = 8;

/** Where what a version changed happened; a click narrows the page to one operation. */
export function OperationsPanel(props: {
  subject: ServiceSubject;
  scope: ScopeParams;
  colours: ReadonlyMap<string, string>;
  onChoose: (operation: string | undefined) => void;
}) {
  const { subject, scope, colours, onChoose } = props;
  const result = useOperations(subject, scope);
  const [showsAll, setShowsAll] = useState(false);
  const several = (rows: readonly OperationFigures[]) =>
    new Set(rows.map(({ environment }) => environment)).size > 1;
  return (
    <Panel
      title="Operations"
      subtitle="by version, what changed most against the version before first"
      result={result}
      height={140}
    >
      {({ operations }) => {
        const shown = showsAll ? operations : operations.slice(0, FIRST);
        return (
          <>
            <DataTable
              label="Operations by version"
              columns={columnsOf(
                colours,
                several(operations),
                scope.operation,
                onChoose,
              )}
              rows={shown}
              keyOf={row =>
                [row.operation, row.version, row.environment].join(' ')
              }
              toneOf={row =>
                isClear(row.change) && (row.change?.sigmas ?? 0) > 0
                  ? 'bad'
                  : undefined
              }
            />
            {operations.length > FIRST ? (
              <Button
                variant="tertiary"
                size="small"
                onPress={() => setShowsAll(!showsAll)}
              >
                {showsAll ? 'Show fewer' : `Show all ${operations.length}`}
              </Button>
            ) : null}
          </>
        );
      }}
    </Panel>
  );
}

function columnsOf(
  colours: ReadonlyMap<string, string>,
  withEnvironment: boolean,
  chosen: string | undefined,
  onChoose: (operation: string | undefined) => void,
): ReadonlyArray<DataColumn<OperationFigures>> {
  return [
    {
      id: 'operation',
      label: 'Operation',
      sortBy: row => row.operation,
      cell: row => (
        <button
          type="button"
          className={styles.operation}
          aria-pressed={row.operation === chosen}
          title={
            row.operation === chosen
              ? 'Show all operations'
              : `Show only ${row.operation}`
          }
          onClick={() =>
            onChoose(row.operation === chosen ? undefined : row.operation)
          }
        >
          {row.operation}
        </button>
      ),
    },
    {
      id: 'version',
      label: 'Version',
      sortBy: row => row.version,
      cell: row => (
        <VersionDot
          version={row.version}
          colour={colours.get(row.version) ?? 'var(--sx-unknown)'}
        />
      ),
    },
    ...(withEnvironment
      ? [
          {
            id: 'environment',
            label: 'Environment',
            sortBy: (row: OperationFigures) => row.environment,
            cell: (row: OperationFigures) => row.environment,
          },
        ]
      : []),
    {
      id: 'rate',
      label: 'Rate /s',
      isNumber: true,
      sortBy: row => row.rate,
      cell: row => formatRate(row.rate),
    },
    {
      id: 'errors',
      label: 'Errors',
      isNumber: true,
      sortBy: row => row.errorRatio,
      cell: row => formatPercent(row.errorRatio),
    },
    {
      id: 'p95',
      label: 'p95 ms',
      isNumber: true,
      sortBy: row => row.p95,
      cell: row =>
        `${row.beyond?.includes('p95') ? '> ' : ''}${formatMilliseconds(
          row.p95,
        )}`,
    },
    {
      id: 'time',
      label: 'Share of time',
      title: 'Part of the time that all requests of the service took',
      isNumber: true,
      isExtra: true,
      sortBy: row => row.timeShare,
      cell: row => (
        <span className={styles.share}>
          <ShareBar
            parts={[
              {
                name: row.operation,
                share: row.timeShare ?? 0,
                colour: colours.get(row.version) ?? 'var(--sx-unknown)',
              },
            ]}
          />
          {formatPercent(row.timeShare)}
        </span>
      ),
    },
    {
      id: 'change',
      label: 'Against the version before',
      title:
        'On its line of versions, in the same range. Marked where it is more than chance.',
      sortBy: row => Math.abs(row.change?.sigmas ?? 0),
      cell: row => <Change row={row} />,
    },
  ];
}

function Change({ row }: { row: OperationFigures }) {
  const { text, tone } = changeText(row);
  return (
    <span
      className={styles.change}
      data-tone={tone}
      title={
        row.change
          ? `${row.change.version}: ${
              row.change.requests
            } requests, errors ${formatPercent(
              row.change.errorRatio,
            )}, p95 ${formatMilliseconds(row.change.p95)} ms`
          : undefined
      }
    >
      {text}
    </span>
  );
}
