import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Button, Link } from '@backstage/ui';
import { FleetRow } from '@sextant/plugin-services-common';
import {
  formatAgo,
  formatFull,
  formatMilliseconds,
  formatPercent,
  formatRate,
  ShareBar,
  Sparkline,
  ToneBadge,
  VersionDot,
  versionColours,
} from '@sextant/plugin-kit-react';
import { observeRouteRef } from '../../routes';
import styles from './FleetPage.module.css';

const TROUBLE_RATIO = 0.01;
const MAX_VERSIONS = 3;
/** A longer reason is told by its badge's title and on the service's page. */
const SHORT = 30;

/** One service of the fleet. */
export function FleetTableRow(props: {
  row: FleetRow;
  /** False where telemetry could not be asked: what runs is not known then. */
  knowsTelemetry: boolean;
  onRegister: (name: string) => void;
  /** An address with what is looked at. */
  scopeHref: (href: string) => string;
}) {
  const { row, knowsTelemetry, onRegister, scopeHref } = props;
  const refLink = useEntityRefLink();
  const observe = useRouteRef(observeRouteRef);
  const troubled =
    (row.errorRatio ?? 0) >= TROUBLE_RATIO ||
    row.attention[0]?.kind === 'failing';
  const href = row.registered
    ? `${refLink(row.entityRef)}/observe`
    : observe?.({ namespace: row.namespace, name: row.name });
  return (
    <tr>
      <td className={styles.service}>
        {href ? (
          <Link href={scopeHref(href)}>{row.title ?? row.name}</Link>
        ) : (
          row.name
        )}{' '}
        <span className={`${styles.muted} ${styles.system}`}>
          {row.system?.split('/').pop()}
        </span>
      </td>
      <td className={styles.owner}>
        {row.owner ? (
          <OwnerLink owner={row.owner} />
        ) : (
          <span className={styles.muted}>nobody</span>
        )}
      </td>
      <td>
        {knowsTelemetry ? (
          <Versions row={row} />
        ) : (
          <span className={styles.muted}>not known now</span>
        )}
      </td>
      <td className={styles.figure}>
        {knowsTelemetry ? formatRate(row.rate) : '–'}
      </td>
      <td className={styles.figure}>
        {troubled ? (
          <strong className={styles.bad}>
            {formatPercent(row.errorRatio)}
          </strong>
        ) : (
          formatPercent(row.errorRatio)
        )}
      </td>
      <td className={styles.wide}>
        <Sparkline
          values={row.errorRatioTrend}
          label={`Errors of ${row.name} over time`}
          colour={troubled ? 'var(--sx-bad)' : undefined}
        />
      </td>
      <td className={styles.figure}>
        {row.slowness?.isSlow ? (
          <strong className={styles.bad}>{formatMilliseconds(row.p95)}</strong>
        ) : (
          formatMilliseconds(row.p95)
        )}
      </td>
      <td className={styles.wide}>
        <Sparkline
          values={row.p95Trend}
          label={`p95 of ${row.name} over time`}
        />
      </td>
      <td
        title={
          row.lastDeployment
            ? formatFull(Date.parse(row.lastDeployment.startedAt))
            : undefined
        }
      >
        {row.lastDeployment ? (
          <>
            {formatAgo(Date.parse(row.lastDeployment.startedAt))}{' '}
            <span className={styles.muted}>{row.lastDeployment.version}</span>
          </>
        ) : (
          <span className={styles.muted}>none known</span>
        )}
      </td>
      <td className={styles.contracts}>
        {row.contracts.length > 0 ? (
          row.contracts.map(ref => (
            <span key={ref}>
              <Link href={refLink(ref)}>
                {/-(v\d+)$/.exec(ref)?.[1] ?? ref.split('/').pop()}
              </Link>{' '}
            </span>
          ))
        ) : (
          <span className={styles.muted}>none</span>
        )}
      </td>
      <td>
        {row.registered ? (
          <Attention row={row} />
        ) : (
          <Button
            size="small"
            variant="secondary"
            onPress={() => onRegister(row.name)}
          >
            Register…
          </Button>
        )}
      </td>
    </tr>
  );
}

function OwnerLink({ owner }: { owner: string }) {
  const refLink = useEntityRefLink();
  return (
    <Link href={refLink(owner)} color="secondary" title={owner}>
      {owner.split('/').pop()}
    </Link>
  );
}

function Versions({ row: { versions, seenIn } }: { row: FleetRow }) {
  if (versions.length === 0) {
    return (
      <span className={styles.muted}>
        {seenIn.length > 0
          ? `runs in ${seenIn.join(', ')}`
          : 'no telemetry in this range'}
      </span>
    );
  }
  const colours = versionColours(versions.map(({ version }) => version));
  const colourOf = (version: string) => colours.get(version) ?? '';
  return (
    <span className={styles.versions}>
      <ShareBar
        parts={versions.map(({ version, share }) => ({
          name: version,
          share,
          colour: colourOf(version),
        }))}
      />
      {versions.slice(0, MAX_VERSIONS).map(({ version, share, declared }) => (
        <span key={version}>
          <VersionDot version={version} colour={colourOf(version)}>
            {versions.length > 1 ? `${Math.round(share * 100)} %` : undefined}
          </VersionDot>
          {declared ? null : (
            <span title="no declared range covers it"> undeclared</span>
          )}
        </span>
      ))}
      {versions.length > MAX_VERSIONS
        ? `+${versions.length - MAX_VERSIONS}`
        : ''}
    </span>
  );
}

function Attention({ row }: { row: FleetRow }) {
  if (row.attention.length === 0) {
    return <ToneBadge tone="neutral">OK</ToneBadge>;
  }
  return (
    <ul className={styles.reasons}>
      {row.attention.map(({ kind, text }) => (
        <li key={text}>
          <ToneBadge
            tone={kind === 'failing' || kind === 'slow' ? 'bad' : 'warn'}
            title={text}
          >
            {kind.replace(/-/g, ' ')}
          </ToneBadge>
          {text.length <= SHORT ? (
            <span className={styles.reason}>{text}</span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
