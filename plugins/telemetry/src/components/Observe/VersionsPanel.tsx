import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import {
  DeploymentPage,
  deploymentOf,
  DeploymentRecord,
} from '@sextant/plugin-deployments-common';
import { declaredVersionFor } from '@sextant/plugin-services-common';
import {
  DependencyEdge,
  VersionFigures,
} from '@sextant/plugin-telemetry-common';
import { UNVERSIONED } from '@sextant/plugin-kit-common';
import { ScopeParams } from '@sextant/plugin-kit-common';
import {
  formatAgo,
  formatFull,
  formatMilliseconds,
  formatPercent,
  formatRate,
  mapResult,
  Panel,
  Result,
  ShareBar,
  ToneBadge,
  unknownText,
  VersionDot,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { useDependencies } from '../../hooks/useServiceQueries';
import { ServiceSubject } from '../../model/serviceSubject';
import styles from '../shared/TraceTable.module.css';

/** From this share of failed requests on, a figure is shown as trouble. */
const TROUBLE_RATIO = 0.01;

/** Versions that live together, with what each is promised to be and what it does. */
export function VersionsPanel(props: {
  subject: ServiceSubject;
  scope: ScopeParams;
  result: Result<{ versions: VersionFigures[]; environments: string[] }>;
  deployed: Result<DeploymentPage>;
  colours: ReadonlyMap<string, string>;
}) {
  const { subject, scope, result, deployed, colours } = props;
  const edges = useDependencies(scope);
  return (
    <Panel
      title="Versions"
      subtitle="live in this range"
      result={result}
      height={90}
    >
      {({ versions }) => (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">Lifecycle</th>
                <th scope="col">Share</th>
                <th scope="col" className={styles.number}>
                  Rate /s
                </th>
                <th scope="col" className={styles.number}>
                  Errors
                </th>
                <th scope="col" className={`${styles.number} ${styles.wide}`}>
                  p50 ms
                </th>
                <th scope="col" className={styles.number}>
                  p95 ms
                </th>
                <th scope="col" className={`${styles.number} ${styles.wide}`}>
                  p99 ms
                </th>
                <th scope="col" className={styles.number}>
                  Instances
                </th>
                <th scope="col">Deployed</th>
                <th scope="col">Contract</th>
                <th scope="col">Consumers</th>
              </tr>
            </thead>
            <tbody>
              {versions.map(figures => (
                <VersionRow
                  key={`${figures.version} ${figures.environment}`}
                  figures={figures}
                  subject={subject}
                  deployed={mapResult(deployed, ({ items }) =>
                    deploymentOf(items, figures),
                  )}
                  colour={colours.get(figures.version) ?? ''}
                  consumers={mapResult(edges, found =>
                    consumersOf(found, subject.telemetryName, figures.version),
                  )}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function VersionRow(props: {
  figures: VersionFigures;
  subject: ServiceSubject;
  deployed: Result<DeploymentRecord | undefined>;
  colour: string;
  consumers: Result<string[]>;
}) {
  const { figures, subject, colour, consumers } = props;
  const refLink = useEntityRefLink();
  const declared = declaredVersionFor(figures.version, subject.declared);
  const deployed = whileUnknown(props.deployed, undefined);
  const troubled = (figures.errorRatio ?? 0) >= TROUBLE_RATIO;
  return (
    <tr>
      <td>
        <b>
          <VersionDot version={figures.version} colour={colour} />
        </b>
      </td>
      <td>
        <Lifecycle
          lifecycle={declared?.lifecycle}
          sunset={declared?.sunset}
          undeclared={
            !declared &&
            subject.declared.length > 0 &&
            figures.version !== UNVERSIONED
          }
          canary={deployed?.strategy?.type === 'canary'}
        />
      </td>
      <td>
        <ShareBar
          parts={[{ name: figures.version, share: figures.share, colour }]}
        />{' '}
        {formatPercent(Math.round(figures.share * 1000) / 1000)}
      </td>
      <td className={styles.number}>{formatRate(figures.rate)}</td>
      <td className={styles.number}>
        {troubled ? (
          <strong style={{ color: 'var(--sx-bad)' }}>
            {formatPercent(figures.errorRatio)}
          </strong>
        ) : (
          formatPercent(figures.errorRatio)
        )}
      </td>
      <td className={`${styles.number} ${styles.wide}`}>
        {latencyOf(figures, 'p50')}
      </td>
      <td className={styles.number}>{latencyOf(figures, 'p95')}</td>
      <td className={`${styles.number} ${styles.wide}`}>
        {latencyOf(figures, 'p99')}
      </td>
      <td className={styles.number}>{figures.instances}</td>
      <td
        title={
          deployed ? formatFull(Date.parse(deployed.startedAt)) : undefined
        }
      >
        {deployed ? deployedText(deployed) : unknownText(props.deployed) ?? '–'}
      </td>
      <td>
        {declared?.contract ? (
          <Link href={refLink(declared.contract)}>
            {declared.contract.split('/').pop()}
          </Link>
        ) : (
          'none'
        )}
      </td>
      <td>{consumersText(consumers)}</td>
    </tr>
  );
}

function Lifecycle(props: {
  lifecycle: string | undefined;
  sunset: string | undefined;
  undeclared: boolean;
  canary: boolean;
}) {
  const { lifecycle, sunset, undeclared, canary } = props;
  if (undeclared) {
    return <ToneBadge tone="warn">undeclared</ToneBadge>;
  }
  if (lifecycle === 'deprecated' || lifecycle === 'retired') {
    return (
      <ToneBadge tone="warn" title={sunset ? `sunset ${sunset}` : undefined}>
        {lifecycle}
      </ToneBadge>
    );
  }
  return <>{canary ? 'canary' : lifecycle ?? '–'}</>;
}

function deployedText(record: DeploymentRecord): string {
  const by = record.actor ? ` by ${record.actor}` : '';
  const commit = record.commit ? ` · ${record.commit.slice(0, 7)}` : '';
  return `${formatAgo(Date.parse(record.startedAt))}${by}${commit}`;
}

/** Nobody is said to call a version only where everybody who would know has answered. */
function consumersText(consumers: Result<string[]>): string {
  const seen = whileUnknown(consumers, []);
  const unknown = unknownText(consumers);
  return [seen.join(', '), unknown].filter(Boolean).join(' · ') || 'none seen';
}

function consumersOf(
  edges: readonly DependencyEdge[],
  callee: string,
  version: string,
): string[] {
  return [
    ...new Set(
      edges
        .filter(
          edge =>
            edge.callee === callee &&
            // Some sources count calls between services only.
            [version, UNVERSIONED].includes(edge.calleeVersion),
        )
        .map(edge =>
          edge.calleeVersion === version
            ? edge.caller
            : `${edge.caller} (version unknown)`,
        ),
    ),
  ].sort();
}

/** In milliseconds; where it is over the largest bucket, more than that. */
function latencyOf(
  figures: VersionFigures,
  quantile: 'p50' | 'p95' | 'p99',
): string {
  const text = formatMilliseconds(figures[quantile]);
  return figures.beyond?.includes(quantile) ? `> ${text}` : text;
}
