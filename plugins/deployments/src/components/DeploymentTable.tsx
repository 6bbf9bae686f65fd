import { Link } from '@backstage/ui';
import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import {
  BadgeTone,
  formatAgo,
  formatFull,
  ToneBadge,
  versionColour,
  VersionDot,
} from '@sextant/plugin-kit-react';
import styles from './DeploymentTable.module.css';

const TONES: Partial<Record<string, BadgeTone>> = {
  failed: 'bad',
  cancelled: 'warn',
  started: 'neutral',
  succeeded: 'ok',
};

/** Records of the ledger, newest first. */
export function DeploymentTable(props: {
  items: readonly DeploymentRecord[];
  compact?: boolean;
}) {
  const { items, compact } = props;
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Version</th>
            <th scope="col">Kind</th>
            <th scope="col">Environment</th>
            <th scope="col">Status</th>
            <th scope="col">By</th>
            {compact ? null : (
              <>
                <th scope="col">Commit</th>
                <th scope="col">Evidence</th>
                <th scope="col">Said by</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map(record => (
            <tr key={record.id}>
              <td title={formatFull(Date.parse(record.startedAt))}>
                {formatAgo(Date.parse(record.startedAt))}
              </td>
              <td>
                <VersionDot
                  version={record.version}
                  colour={versionColour(record.version)}
                >
                  {record.previousVersion
                    ? `after ${record.previousVersion}`
                    : undefined}
                </VersionDot>
              </td>
              <td title={record.description}>
                {record.kind === 'rollback' ? (
                  <ToneBadge tone="warn">rollback</ToneBadge>
                ) : (
                  kindText(record)
                )}
              </td>
              <td>{record.environment}</td>
              <td>
                <ToneBadge tone={TONES[record.status] ?? 'neutral'}>
                  {record.status}
                </ToneBadge>
              </td>
              <td>{record.actor ?? '–'}</td>
              {compact ? null : (
                <>
                  <td className={styles.mono}>
                    {record.url ? (
                      <Link href={record.url} target="_blank">
                        {record.commit?.slice(0, 7) ?? 'pipeline'}
                      </Link>
                    ) : (
                      record.commit?.slice(0, 7) ?? '–'
                    )}
                  </td>
                  <td>
                    {record.evidence
                      .map(({ name, outcome }) => `${name} ${outcome}`)
                      .join(', ') || '–'}
                  </td>
                  <td>{record.sources.join(', ')}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function kindText({ kind, strategy }: DeploymentRecord): string {
  if (kind === 'release') {
    return 'first seen';
  }
  if (strategy?.type !== 'canary') {
    return kind;
  }
  return strategy.weight === undefined
    ? 'canary'
    : `canary ${Math.round(strategy.weight * 100)} %`;
}
