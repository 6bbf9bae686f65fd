import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { ScopeParams } from '@sextant/plugin-kit-common';
import {
  DataColumn,
  DataTable,
  formatCount,
  formatFull,
  formatNumberOf,
  formatPercent,
  formatRate,
  Panel,
  Result,
  VersionDot,
  versionColour,
} from '@sextant/plugin-kit-react';
import { CallEnd, Calls } from '@sextant/plugin-telemetry-common';
import { useServiceHref } from '../../hooks/useServiceHref';
import {
  calleeRows,
  CallRow,
  callerRows,
  unattributedOf,
} from '../../model/callRows';
import styles from './CallsPanels.module.css';

/** Both ends of the service's calls: who calls which version, and whom it calls. */
export function CallsPanels(props: {
  result: Result<Calls>;
  scope: ScopeParams;
  colours: ReadonlyMap<string, string>;
}) {
  const { result, scope, colours } = props;
  const columns = useColumns(scope, colours);
  return (
    <>
      <Panel
        title="Callers"
        subtitle="who calls which version"
        result={result}
        height={120}
      >
        {({ calls }) => {
          const rows = callerRows(calls);
          return (
            <>
              {rows.length > 0 ? (
                <DataTable
                  label="Callers"
                  columns={columns('Caller', 'Calls version')}
                  rows={rows}
                  keyOf={row => row.key}
                />
              ) : null}
              <Unattributed calls={calls} />
            </>
          );
        }}
      </Panel>
      <Panel
        title="Callees"
        subtitle="whom each version calls"
        result={result}
        height={120}
      >
        {({ callees }) => {
          const rows = calleeRows(callees);
          return rows.length > 0 ? (
            <DataTable
              label="Callees"
              columns={columns('Service', 'Called by version')}
              rows={rows}
              keyOf={row => row.key}
            />
          ) : (
            <p className={styles.note}>
              No call from this service was seen in this range.
            </p>
          );
        }}
      </Panel>
    </>
  );
}

/** What no caller accounts for is shown as such. */
function Unattributed(props: { calls: Calls['calls'] }) {
  const rest = unattributedOf(props.calls);
  const total = rest.reduce((sum, { requests }) => sum + requests, 0);
  if (rest.length === 0) {
    return (
      <p className={styles.note}>
        {props.calls.some(({ unattributed }) => unattributed === null)
          ? 'Whether others call it too, the source does not tell.'
          : 'Every request has a known caller.'}
      </p>
    );
  }
  return (
    <p className={styles.note}>
      {formatNumberOf(total, 'request')} without a known caller (
      {rest
        .map(
          ({ version, requests, share }) =>
            `${version}: ${formatCount(requests)}, ${formatPercent(share)}`,
        )
        .join(' · ')}
      ): it sends no spans, or they have not arrived.
    </p>
  );
}

function useColumns(
  scope: ScopeParams,
  colours: ReadonlyMap<string, string>,
): (other: string, own: string) => ReadonlyArray<DataColumn<CallRow>> {
  const hrefOf = useServiceHref();
  return (other, own) => [
    {
      id: 'service',
      label: other,
      sortBy: row => row.end.service,
      cell: ({ end }) => {
        const href = hrefOf?.(end.service, {
          ...scope,
          environment: scope.environment && end.environment,
          versions: [],
          operation: undefined,
        });
        const seen = end.lastSeen
          ? `last seen ${formatFull(Date.parse(end.lastSeen))}`
          : undefined;
        return href ? (
          <Link href={href} title={seen}>
            {end.service}
          </Link>
        ) : (
          <span title={seen}>{end.service}</span>
        );
      },
    },
    {
      id: 'version',
      label: 'Version',
      sortBy: row => row.end.version,
      cell: ({ end }) => (
        <VersionDot version={end.version} colour={versionColour(end.version)} />
      ),
    },
    {
      id: 'own',
      label: own,
      sortBy: row => row.ownVersion,
      cell: row => (
        <VersionDot
          version={row.ownVersion}
          colour={colours.get(row.ownVersion) ?? versionColour(row.ownVersion)}
        />
      ),
    },
    {
      id: 'rate',
      label: 'Rate /s',
      isNumber: true,
      sortBy: row => row.end.rate,
      cell: ({ end }) => (
        <>
          {formatRate(end.rate)}
          {end.kind === 'event' ? ' messages' : ''}
        </>
      ),
    },
    {
      id: 'errors',
      label: 'Errors',
      isNumber: true,
      sortBy: row => row.end.errorRatio,
      cell: ({ end }) => formatPercent(end.errorRatio),
    },
    {
      id: 'owner',
      label: 'Owner',
      sortBy: row => row.end.owner,
      cell: ({ end }) => <Owner end={end} />,
    },
    {
      id: 'operations',
      label: 'Operations',
      sortBy: row => row.operations.length,
      cell: row => (
        <span className={styles.operations} title={row.operations.join('\n')}>
          {row.operations.join(', ') || 'not known'}
        </span>
      ),
    },
  ];
}

function Owner({ end }: { end: CallEnd }) {
  if (!end.entityRef) {
    return <span className={styles.unknown}>not registered</span>;
  }
  return end.owner ? (
    <span className={styles.owner}>
      <EntityRefLink entityRef={end.owner} hideIcon />
    </span>
  ) : (
    <span className={styles.unknown}>none</span>
  );
}
