import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { withScope } from '@sextant/plugin-kit-common';
import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import {
  BadgeTone,
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
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">When</th>
            {withService ? <th scope="col">Service</th> : null}
            <th scope="col">Version</th>
            <th scope="col">Change</th>
            <th scope="col">Environment</th>
            <th scope="col">Status</th>
            <th scope="col">By</th>
            {compact ? null : (
              <>
                <th scope="col">Commit</th>
                <th scope="col" className={styles.wide}>
                  Evidence
                </th>
                <th scope="col" className={styles.wide}>
                  Source
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map(record => (
            <tr key={record.id}>
              <td>
                <When record={record} observe={observe} />
              </td>
              {withService ? (
                <td>
                  <Link href={refLink(record.service)}>
                    {nameOf(record.service)}
                  </Link>
                </td>
              ) : null}
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
              <td className={styles.change}>
                {record.kind === 'rollback' ? (
                  <ToneBadge tone="warn">{changeText(record)}</ToneBadge>
                ) : (
                  changeText(record)
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
                  <td className={styles.wide}>
                    {record.evidence
                      .map(({ name, outcome }) => `${name} ${outcome}`)
                      .join(', ') || '–'}
                  </td>
                  <td className={styles.wide}>{record.sources.join(', ')}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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
