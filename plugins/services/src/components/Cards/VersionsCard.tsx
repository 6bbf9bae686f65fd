import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import {
  compareVersions,
  coversVersion,
  LiveVersion,
  ServiceDetail,
  versionLine,
} from '@sextant/plugin-services-common';
import {
  DataColumn,
  DataTable,
  formatMilliseconds,
  formatPercent,
  formatRate,
  Loaded,
  PanelMessage,
  ShareBar,
  ToneBadge,
  VersionDot,
  versionColours,
} from '@sextant/plugin-kit-react';
import { useService } from '../../hooks/useService';
import styles from '../Fleet/FleetPage.module.css';
import { CardFrame } from './CardFrame';

/** From this share of failed requests on, a figure is shown as trouble. */
const TROUBLE_RATIO = 0.01;

/** Versions that live now, and what the team promises for each. */
export function VersionsCard() {
  const { entity } = useEntity();
  const result = useService({
    namespace: entity.metadata.namespace ?? 'default',
    name: entity.metadata.name,
    from: 'now-1h',
  });
  return (
    <CardFrame title="Versions" note="live in the last hour, and declared">
      <Loaded
        result={result}
        height={110}
        failure="Versions could not be loaded"
      >
        {detail => <Versions detail={detail} />}
      </Loaded>
    </CardFrame>
  );
}

function Versions({ detail }: { detail: ServiceDetail }) {
  const columns = useColumns(detail);
  // By what a range covers: two ranges may promise one contract, or none.
  const idle = detail.declared.filter(
    ({ version }) =>
      !detail.live.some(live => coversVersion(version, live.version)),
  );
  return (
    <>
      {detail.problems.map(text => (
        <p key={text} className={styles.missing}>
          {text}
        </p>
      ))}
      {detail.live.length === 0 ? (
        <PanelMessage
          title={
            detail.missing.length > 0
              ? 'Live versions are not known'
              : 'No live version'
          }
          text={
            detail.missing.length > 0
              ? 'Not all telemetry could be asked.'
              : 'No telemetry of this service arrived in the last hour.'
          }
        />
      ) : (
        <DataTable
          label="Live versions"
          columns={columns}
          rows={byLine(detail.live)}
          keyOf={live => `${live.version} ${live.environment}`}
        />
      )}
      {idle.length > 0 ? (
        <p className={styles.muted}>
          Declared but not running:{' '}
          {idle
            .map(({ version, lifecycle }) => `${version} (${lifecycle})`)
            .join(', ')}
        </p>
      ) : null}
    </>
  );
}

/** Newest line first, and on it the newest version. */
function byLine(live: readonly LiveVersion[]): LiveVersion[] {
  return [...live].sort((a, b) => compareVersions(a.version, b.version));
}

function useColumns(
  detail: ServiceDetail,
): ReadonlyArray<DataColumn<LiveVersion>> {
  const refLink = useEntityRefLink();
  const colours = versionColours(detail.live.map(({ version }) => version));
  const colourOf = ({ version }: LiveVersion) => colours.get(version) ?? '';
  const lineOf = ({ version }: LiveVersion) =>
    versionLine(
      version,
      detail.declared.map(declared => ({ version: declared.version })),
    );
  return [
    {
      id: 'version',
      label: 'Version',
      sortBy: live => live.version,
      cell: live => (
        <>
          <b>
            <VersionDot version={live.version} colour={colourOf(live)} />
          </b>{' '}
          <span className={styles.muted}>{live.environment}</span>
        </>
      ),
    },
    {
      id: 'line',
      label: 'Line',
      sortBy: lineOf,
      cell: live => lineOf(live) || '–',
    },
    {
      id: 'lifecycle',
      label: 'Lifecycle',
      sortBy: live => live.lifecycle,
      cell: live => <Lifecycle live={live} />,
    },
    {
      id: 'contract',
      label: 'Contract',
      sortBy: live => live.contract,
      cell: live =>
        live.contract ? (
          <Link href={refLink(live.contract)}>
            {live.contract.split('/').pop()}
          </Link>
        ) : (
          'none'
        ),
    },
    {
      id: 'share',
      label: 'Share',
      sortBy: live => live.share,
      cell: live => (
        <>
          <ShareBar
            parts={[
              { name: live.version, share: live.share, colour: colourOf(live) },
            ]}
          />{' '}
          {Math.round(live.share * 100)} %
        </>
      ),
    },
    {
      id: 'rate',
      label: 'Rate /s',
      isNumber: true,
      sortBy: live => live.rate,
      cell: live => formatRate(live.rate),
    },
    {
      id: 'errors',
      label: 'Errors',
      isNumber: true,
      sortBy: live => live.errorRatio,
      cell: live =>
        (live.errorRatio ?? 0) >= TROUBLE_RATIO ? (
          <strong className={styles.bad}>
            {formatPercent(live.errorRatio)}
          </strong>
        ) : (
          formatPercent(live.errorRatio)
        ),
    },
    {
      id: 'p95',
      label: 'p95 ms',
      isNumber: true,
      sortBy: live => live.p95,
      cell: live => formatMilliseconds(live.p95),
    },
  ];
}

function Lifecycle({ live }: { live: LiveVersion }) {
  if (!live.declared) {
    return <ToneBadge tone="warn">undeclared</ToneBadge>;
  }
  const isEnding =
    live.lifecycle === 'deprecated' || live.lifecycle === 'retired';
  return (
    <>
      {isEnding ? (
        <ToneBadge tone="warn">{live.lifecycle}</ToneBadge>
      ) : (
        live.lifecycle ?? '–'
      )}{' '}
      {live.sunset ? (
        <span className={styles.muted}>until {live.sunset}</span>
      ) : null}
    </>
  );
}
