import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { LiveVersion, ServiceDetail } from '@sextant/plugin-services-common';
import {
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
  const colours = versionColours(detail.live.map(({ version }) => version));
  const idle = detail.declared.filter(
    declared =>
      !detail.live.some(
        live => live.contract === declared.contract && live.declared,
      ),
  );
  return (
    <>
      {detail.problems.map(text => (
        <p key={text} className={styles.missing}>
          {text}
        </p>
      ))}
      {detail.missing.map(text => (
        <p key={text} className={styles.missing}>
          Missing: {text}
        </p>
      ))}
      {detail.live.length === 0 ? (
        <PanelMessage
          title="Nothing is live"
          text="No telemetry of this service arrived in the last hour."
        />
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">Promise</th>
                <th scope="col">Contract</th>
                <th scope="col">Share</th>
                <th scope="col" className={styles.figure}>
                  Rate /s
                </th>
                <th scope="col" className={styles.figure}>
                  Errors
                </th>
                <th scope="col" className={styles.figure}>
                  p95 ms
                </th>
              </tr>
            </thead>
            <tbody>
              {detail.live.map(live => (
                <LiveRow
                  key={`${live.version} ${live.environment}`}
                  live={live}
                  colour={colours.get(live.version) ?? ''}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {idle.length > 0 ? (
        <p className={styles.muted}>
          Declared, not seen:{' '}
          {idle
            .map(({ version, lifecycle }) => `${version} (${lifecycle})`)
            .join(', ')}
        </p>
      ) : null}
    </>
  );
}

function LiveRow({ live, colour }: { live: LiveVersion; colour: string }) {
  const refLink = useEntityRefLink();
  const ending =
    live.lifecycle === 'deprecated' || live.lifecycle === 'retired';
  return (
    <tr>
      <td>
        <b>
          <VersionDot version={live.version} colour={colour} />
        </b>{' '}
        <span className={styles.muted}>{live.environment}</span>
      </td>
      <td>
        {live.declared ? (
          <>
            {ending ? (
              <ToneBadge tone="warn">{live.lifecycle}</ToneBadge>
            ) : (
              live.lifecycle ?? '–'
            )}{' '}
            {live.sunset ? (
              <span className={styles.muted}>until {live.sunset}</span>
            ) : null}
          </>
        ) : (
          <ToneBadge tone="warn">undeclared</ToneBadge>
        )}
      </td>
      <td>
        {live.contract ? (
          <Link href={refLink(live.contract)}>
            {live.contract.split('/').pop()}
          </Link>
        ) : (
          'none'
        )}
      </td>
      <td>
        <ShareBar parts={[{ name: live.version, share: live.share, colour }]} />{' '}
        {Math.round(live.share * 100)} %
      </td>
      <td className={styles.figure}>{formatRate(live.rate)}</td>
      <td className={styles.figure}>{formatPercent(live.errorRatio)}</td>
      <td className={styles.figure}>{formatMilliseconds(live.p95)}</td>
    </tr>
  );
}
