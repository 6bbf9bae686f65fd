import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Button, Link } from '@backstage/ui';
import { FleetRow } from '@sextant/plugin-services-common';
import {
  DataColumn,
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

const MAX_VERSIONS = 3;
/** A longer reason is told by its badge's title and on the service's page. */
const SHORT = 30;

/** What is shown of each service. */
export function useFleetColumns(props: {
  /** False where telemetry could not be asked: what runs is not known then. */
  knowsTelemetry: boolean;
  onRegister: (name: string) => void;
  /** An address with what is looked at. */
  scopeHref: (href: string) => string;
}): ReadonlyArray<DataColumn<FleetRow>> {
  const { knowsTelemetry, onRegister, scopeHref } = props;
  const refLink = useEntityRefLink();
  const observe = useRouteRef(observeRouteRef);
  const hrefOf = (row: FleetRow) => {
    const href = row.registered
      ? `${refLink(row.entityRef)}/observe`
      : observe?.({ namespace: row.namespace, name: row.name });
    return href && scopeHref(href);
  };
  return [
    {
      id: 'name',
      label: 'Service',
      sortBy: row => row.name,
      cell: row => {
        const href = hrefOf(row);
        return (
          <span className={styles.service}>
            {href ? <Link href={href}>{row.title ?? row.name}</Link> : row.name}{' '}
            <span className={`${styles.muted} ${styles.system}`}>
              {row.system?.split('/').pop()}
            </span>
          </span>
        );
      },
    },
    {
      id: 'worst',
      label: 'Attention',
      sortBy: row => row.attention.length,
      cell: row =>
        row.registered ? (
          <Attention row={row} />
        ) : (
          <Button
            size="small"
            variant="secondary"
            onPress={() => onRegister(row.name)}
          >
            Register…
          </Button>
        ),
    },
    {
      id: 'owner',
      label: 'Owner',
      sortBy: row => row.owner,
      cell: row => (
        <span className={styles.owner}>
          {row.owner ? (
            <OwnerLink owner={row.owner} />
          ) : (
            <span className={styles.muted}>nobody</span>
          )}
        </span>
      ),
    },
    {
      id: 'versions',
      label: 'Live versions · share of traffic',
      cell: row =>
        knowsTelemetry ? (
          <Versions row={row} />
        ) : (
          <span className={styles.muted}>not known now</span>
        ),
    },
    {
      id: 'rate',
      label: 'Rate /s',
      isNumber: true,
      sortBy: row => row.rate,
      cell: row => (knowsTelemetry ? formatRate(row.rate) : '–'),
    },
    {
      id: 'errors',
      label: 'Errors',
      title: 'Of the last ten minutes of the range; below, of all of it',
      isNumber: true,
      sortBy: row => row.errorRatio,
      cell: row => (
        <Now
          now={formatPercent(row.recent.errorRatio)}
          isBad={row.attention.some(({ kind }) => kind === 'failing')}
          ofRange={formatPercent(row.errorRatio)}
        />
      ),
    },
    {
      id: 'errorTrend',
      label: 'Errors over time',
      isLabelHidden: true,
      isExtra: true,
      cell: row => (
        <Sparkline
          values={row.errorRatioTrend}
          width={36}
          label={`Errors of ${row.name} over time`}
          colour={
            row.attention.some(({ kind }) => kind === 'failing')
              ? 'var(--sx-bad)'
              : undefined
          }
        />
      ),
    },
    {
      id: 'p95',
      label: 'p95 ms',
      title: 'Of the last five minutes of the range; below, of all of it',
      isNumber: true,
      sortBy: row => row.p95,
      cell: row => (
        <Now
          now={formatMilliseconds(row.recent.p95)}
          isBad={row.slowness?.isSlow === true}
          ofRange={formatMilliseconds(row.p95)}
        />
      ),
    },
    {
      id: 'p95Trend',
      label: 'p95 over time',
      isLabelHidden: true,
      isExtra: true,
      cell: row => (
        <Sparkline
          values={row.p95Trend}
          width={36}
          label={`p95 of ${row.name} over time`}
          colour={row.slowness?.isSlow ? 'var(--sx-bad)' : undefined}
        />
      ),
    },
    {
      id: 'deployed',
      label: 'Last deployment',
      isNumber: false,
      sortBy: row => row.lastDeployment?.startedAt,
      cell: row =>
        row.lastDeployment ? (
          <span title={formatFull(Date.parse(row.lastDeployment.startedAt))}>
            {formatAgo(Date.parse(row.lastDeployment.startedAt))}{' '}
            <span className={styles.muted}>{row.lastDeployment.version}</span>
          </span>
        ) : (
          <span className={styles.muted}>none recorded</span>
        ),
    },
    {
      id: 'contract',
      label: 'Contract',
      isExtra: true,
      cell: row => (
        <span className={styles.contracts}>
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
        </span>
      ),
    },
  ];
}

/** How it is now, which is what attention goes by; how it was over the range stands below. */
function Now(props: { now: string; isBad: boolean; ofRange: string }) {
  const { now, isBad, ofRange } = props;
  return (
    <>
      {isBad ? <strong className={styles.bad}>{now}</strong> : now}
      <span className={styles.ofRange}>{ofRange}</span>
    </>
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
