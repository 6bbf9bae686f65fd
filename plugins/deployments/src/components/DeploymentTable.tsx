import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { withScope } from '@sextant/plugin-kit-common';
import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import {
  BadgeTone,
  DataColumn,
  DataTable,
  formatAgo,
  formatFull,
  ToneBadge,
  versionColour,
  VersionDot,
} from '@sextant/plugin-kit-react';
import { changeText } from '../model/changeText';
import { observeRouteRef } from '../routes';
import styles from './DeploymentTable.module.css';

const AROUND_MS = 15 * 60_000;

const TONES: Partial<Record<string, BadgeTone>> = {
  failed: 'bad',
  cancelled: 'warn',
  started: 'neutral',
  succeeded: 'ok',
};

const DETAILS = new Set(['commit', 'evidence', 'source']);

/** Records of the ledger, newest first. */
export function DeploymentTable(props: {
  items: readonly DeploymentRecord[];
  compact?: boolean;
  /** With the service that each is of. */
  withService?: boolean;
}) {
  const { items, compact, withService } = props;
  const observe = useRouteRef(observeRouteRef);
  const refLink = useEntityRefLink();
  const columns: ReadonlyArray<DataColumn<DeploymentRecord>> = [
    {
      id: 'when',
      label: 'When',
      sortBy: record => record.startedAt,
      cell: record => <When record={record} observe={observe} />,
    },
    {
      id: 'service',
      label: 'Service',
      sortBy: record => nameOf(record.service),
      cell: record => (
        <Link href={refLink(record.service)}>{nameOf(record.service)}</Link>
      ),
    },
    {
      id: 'version',
      label: 'Version',
      sortBy: record => record.version,
      cell: record => (
        <VersionDot
          version={record.version}
          colour={versionColour(record.version)}
        >
          {record.previousVersion
            ? `after ${record.previousVersion}`
            : undefined}
        </VersionDot>
      ),
    },
    {
      id: 'change',
      label: 'Change',
      sortBy: record => record.kind,
      cell: record => (
        <span className={styles.change}>
          {record.kind === 'rollback' ? (
            <ToneBadge tone="warn">{changeText(record)}</ToneBadge>
          ) : (
            changeText(record)
          )}
        </span>
      ),
    },
    {
      id: 'environment',
      label: 'Environment',
      sortBy: record => record.environment,
      cell: record => record.environment,
    },
    {
      id: 'status',
      label: 'Status',
      sortBy: record => record.status,
      cell: record => (
        <ToneBadge tone={TONES[record.status] ?? 'neutral'}>
          {record.status}
        </ToneBadge>
      ),
    },
    {
      id: 'by',
      label: 'By',
      sortBy: record => record.actor,
      cell: record => record.actor ?? '–',
    },
    {
      id: 'commit',
      label: 'Commit',
      sortBy: record => record.commit,
      cell: record => (
        <span className={styles.mono}>
          {record.url ? (
            <Link href={record.url} target="_blank">
              {record.commit?.slice(0, 7) ?? 'pipeline'}
            </Link>
          ) : (
            record.commit?.slice(0, 7) ?? '–'
          )}
        </span>
      ),
    },
    {
      id: 'evidence',
      label: 'Evidence',
      isExtra: true,
      cell: record =>
        record.evidence
          .map(({ name, outcome }) => `${name} ${outcome}`)
          .join(', ') || '–',
    },
    {
      id: 'source',
      label: 'Source',
      isExtra: true,
      sortBy: record => record.sources.join(),
      cell: record => record.sources.join(', '),
    },
  ];
  return (
    <DataTable
      label={withService ? 'Changes of all services' : 'Changes'}
      columns={columns.filter(
        ({ id }) =>
          (id !== 'service' || withService) && !(compact && DETAILS.has(id)),
      )}
      rows={items}
      keyOf={record => record.id}
    />
  );
}

/** How long ago; leads to what the service did around that time. */
function When(props: {
  record: DeploymentRecord;
  observe:
    | ((params: { namespace: string; name: string }) => string)
    | undefined;
}) {
  const { record, observe } = props;
  const startedMs = Date.parse(record.startedAt);
  const text = formatAgo(startedMs);
  const { namespace, name } = parseEntityRef(record.service);
  const untilMs = startedMs + AROUND_MS;
  return observe ? (
    <Link
      href={withScope(observe({ namespace, name }), {
        environment: record.environment,
        from: new Date(startedMs - AROUND_MS).toISOString(),
        to: untilMs < Date.now() ? new Date(untilMs).toISOString() : 'now',
      })}
      title={`${formatFull(startedMs)}; 30 minutes around it`}
    >
      {text}
    </Link>
  ) : (
    <span title={formatFull(startedMs)}>{text}</span>
  );
}

function nameOf(ref: string): string {
  const { namespace, name } = parseEntityRef(ref);
  return namespace === 'default' ? name : `${namespace}/${name}`;
}
