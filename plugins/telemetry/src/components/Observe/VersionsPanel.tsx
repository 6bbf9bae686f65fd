import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import {
  DeploymentPage,
  deploymentOf,
  DeploymentRecord,
} from '@sextant/plugin-deployments-common';
import { declaredVersionFor } from '@sextant/plugin-services-common';
import { Calls, VersionFigures } from '@sextant/plugin-telemetry-common';
import { UNVERSIONED } from '@sextant/plugin-kit-common';
import {
  DataColumn,
  DataTable,
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
import { callerRows, unattributedOf } from '../../model/callRows';
import { ServiceSubject } from '../../model/serviceSubject';
import styles from './VersionsPanel.module.css';

/** From this share of failed requests on, a figure is shown as trouble. */
const TROUBLE_RATIO = 0.01;
const NO_CALLS: Calls = { calls: [], callees: [] };

/** Versions that live together, with what each is promised to be and what it does. */
export function VersionsPanel(props: {
  subject: ServiceSubject;
  result: Result<{ versions: VersionFigures[]; environments: string[] }>;
  deployed: Result<DeploymentPage>;
  calls: Result<Calls>;
  colours: ReadonlyMap<string, string>;
}) {
  const { result } = props;
  const columns = useColumns(props);
  return (
    <Panel
      title="Versions"
      subtitle="live in this range"
      result={result}
      height={90}
    >
      {({ versions, environments }) => (
        <DataTable
          label="Versions"
          columns={columns.filter(
            ({ id }) => id !== 'environment' || environments.length > 1,
          )}
          rows={versions}
          keyOf={({ version, environment }) => `${version} ${environment}`}
        />
      )}
    </Panel>
  );
}

function useColumns(props: {
  subject: ServiceSubject;
  deployed: Result<DeploymentPage>;
  calls: Result<Calls>;
  colours: ReadonlyMap<string, string>;
}): ReadonlyArray<DataColumn<VersionFigures>> {
  const { subject, calls, colours } = props;
  const refLink = useEntityRefLink();
  const colourOf = ({ version }: VersionFigures) => colours.get(version) ?? '';
  const declaredOf = ({ version }: VersionFigures) =>
    declaredVersionFor(version, subject.declared);
  const deployedOf = (row: VersionFigures) =>
    mapResult(props.deployed, ({ items }) => deploymentOf(items, row));
  const startOf = (row: VersionFigures) => {
    const record = whileUnknown(deployedOf(row), undefined);
    return record && Date.parse(record.startedAt);
  };
  const latency = (
    quantile: 'p50' | 'p95' | 'p99',
    isExtra: boolean,
  ): DataColumn<VersionFigures> => ({
    id: quantile,
    label: `${quantile} ms`,
    isNumber: true,
    isExtra,
    sortBy: row => row[quantile],
    cell: row => latencyOf(row, quantile),
  });
  return [
    {
      id: 'version',
      label: 'Version',
      sortBy: row => row.version,
      cell: row => (
        <b>
          <VersionDot version={row.version} colour={colourOf(row)} />
        </b>
      ),
    },
    {
      id: 'environment',
      label: 'Environment',
      sortBy: row => row.environment,
      cell: row => row.environment,
    },
    {
      id: 'lifecycle',
      label: 'Lifecycle',
      sortBy: row => declaredOf(row)?.lifecycle,
      cell: row => (
        <Lifecycle
          lifecycle={declaredOf(row)?.lifecycle}
          sunset={declaredOf(row)?.sunset}
          undeclared={
            !declaredOf(row) &&
            subject.declared.length > 0 &&
            row.version !== UNVERSIONED
          }
          canary={
            whileUnknown(deployedOf(row), undefined)?.strategy?.type ===
            'canary'
          }
        />
      ),
    },
    {
      id: 'share',
      label: 'Share',
      sortBy: row => row.since?.share ?? row.share,
      cell: row => (
        <span title={sinceTitle(row, formatPercent(row.share))}>
          <ShareBar
            parts={[
              {
                name: row.version,
                share: row.since?.share ?? row.share,
                colour: colourOf(row),
              },
            ]}
          />{' '}
          {formatPercent(
            Math.round((row.since?.share ?? row.share) * 1000) / 1000,
          )}
        </span>
      ),
    },
    {
      id: 'rate',
      label: 'Rate /s',
      isNumber: true,
      sortBy: row => row.since?.rate ?? row.rate,
      cell: row => (
        <span title={sinceTitle(row, `${formatRate(row.rate)} /s`)}>
          {formatRate(row.since?.rate ?? row.rate)}
        </span>
      ),
    },
    {
      id: 'errors',
      label: 'Errors',
      isNumber: true,
      sortBy: row => row.errorRatio,
      cell: ({ errorRatio }) =>
        (errorRatio ?? 0) >= TROUBLE_RATIO ? (
          <strong style={{ color: 'var(--sx-bad)' }}>
            {formatPercent(errorRatio)}
          </strong>
        ) : (
          formatPercent(errorRatio)
        ),
    },
    latency('p50', true),
    latency('p95', false),
    latency('p99', true),
    {
      id: 'instances',
      label: 'Instances',
      isNumber: true,
      sortBy: row => row.instances,
      cell: row => row.instances,
    },
    {
      id: 'deployed',
      label: 'Deployed',
      sortBy: startOf,
      cell: row => {
        const deployed = deployedOf(row);
        const record = whileUnknown(deployed, undefined);
        return record ? (
          <span title={formatFull(Date.parse(record.startedAt))}>
            {deployedText(record)}
          </span>
        ) : (
          unknownText(deployed) ?? '–'
        );
      },
    },
    {
      id: 'contract',
      label: 'Contract',
      sortBy: row => declaredOf(row)?.contract,
      cell: row => {
        const contract = declaredOf(row)?.contract;
        return contract ? (
          <Link href={refLink(contract)}>{contract.split('/').pop()}</Link>
        ) : (
          'none'
        );
      },
    },
    {
      id: 'callers',
      label: 'Callers',
      cell: row => (
        <span
          className={styles.callers}
          title="Not known are callers that send no spans"
        >
          {callersText(calls, row.version)}
        </span>
      ),
    },
  ];
}

/** What a version does since it came is shown; what that is of the range is one hover away. */
function sinceTitle(row: VersionFigures, ofRange: string): string | undefined {
  return row.since && row.firstSeen
    ? `Since it was first seen at ${formatFull(
        Date.parse(row.firstSeen),
      )}; over the whole range ${ofRange}`
    : undefined;
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
function callersText(calls: Result<Calls>, version: string): string {
  const found = whileUnknown(calls, NO_CALLS);
  const seen = [
    ...new Set(
      callerRows(found.calls)
        // Some sources count calls between services only.
        .filter(({ ownVersion }) => [version, UNVERSIONED].includes(ownVersion))
        .map(({ end, ownVersion }) =>
          ownVersion === version
            ? end.service
            : `${end.service} (version unknown)`,
        ),
    ),
  ].sort();
  const rest = unattributedOf(found.calls).find(
    part => part.version === version,
  );
  const unknown =
    unknownText(calls) ??
    (rest ? `${formatPercent(rest.share)} not known` : undefined);
  return [seen.join(', '), unknown].filter(Boolean).join(' · ') || 'none seen';
}

/** In milliseconds; where it is over the largest bucket, more than that. */
function latencyOf(
  figures: VersionFigures,
  quantile: 'p50' | 'p95' | 'p99',
): string {
  const text = formatMilliseconds(figures[quantile]);
  return figures.beyond?.includes(quantile) ? `> ${text}` : text;
}
