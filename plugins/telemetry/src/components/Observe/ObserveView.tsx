import {
  parseTimeRange,
  ScopeParams,
  TimeRange,
} from '@sextant/plugin-kit-common';
import { useMemo } from 'react';
import {
  ChangeMarker,
  deploymentMarkers,
  useDeployments,
} from '@sextant/plugin-deployments-react';
import {
  ChartGroup,
  ScopeBar,
  mapResult,
  useScope,
  versionColours,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { requestsOf } from '../../model/requestsOf';
import { seenVersions } from '../../model/seenVersions';
import {
  useCalls,
  useMetrics,
  useVersions,
} from '../../hooks/useServiceQueries';
import { ServiceSubject } from '../../model/serviceSubject';
import { VersionFigures } from '@sextant/plugin-telemetry-common';
import { AlertsBar } from './AlertsBar';
import { CallsPanels } from './CallsPanels';
import { ChangeRibbon } from './ChangeRibbon';
import { LogsPanel } from './LogsPanel';
import { MetricPanels, RuntimePanels } from './MetricPanels';
import { OperationsPanel } from './OperationsPanel';
import styles from './ObserveView.module.css';
import { TracesPanel } from './TracesPanel';
import { VersionsPanel } from './VersionsPanel';

/** Of the newest changes so many are looked through. */
const CHANGES = 500;
const CHANGES_EVERY_MS = 15_000;
const NO_VERSIONS: { versions: VersionFigures[]; environments: string[] } = {
  versions: [],
  environments: [],
};
const NO_MARKERS: readonly ChangeMarker[] = [];

/** The one view: what changed, how each version behaves, its traces and its logs, on one time axis. */
export function ObserveView(props: {
  subject: ServiceSubject;
  /** Where the tabs with the whole lists are; absent for an unregistered service. */
  hrefOf?: (tab: string) => string;
}) {
  const { subject, hrefOf } = props;
  const [scope, setScope] = useScope();
  const versions = useVersions(subject, scope);
  const metrics = useMetrics(subject, scope);
  const calls = useCalls(subject, scope);
  const about = {
    service: subject.entityRef,
    environment: scope.environment,
    limit: CHANGES,
  };
  const changes = useDeployments(
    { ...about, from: scope.from, to: scope.to },
    scope.live && CHANGES_EVERY_MS,
  );
  const deployed = useDeployments(about, scope.live && CHANGES_EVERY_MS);
  const { versions: figures, environments } = whileUnknown(
    versions,
    NO_VERSIONS,
  );
  const colours = useMemo(
    () => versionColours(figures.map(({ version }) => version)),
    [figures],
  );
  const range = whileUnknown(metrics, undefined) ?? rangeOf(scope);
  const markers = useMemo(
    () => mapResult(changes, ({ items }) => deploymentMarkers(items, colours)),
    [changes, colours],
  );
  const drawn = whileUnknown(markers, NO_MARKERS);
  const zoom = (fromMs: number, toMs: number) =>
    setScope({
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
    });
  return (
    <>
      <ScopeBar
        scope={scope}
        onChange={setScope}
        environments={environments}
        versions={seenVersions(versions)}
      />
      <ChartGroup>
        <div className={styles.view}>
          <AlertsBar subject={subject} scope={scope} />
          <ChangeRibbon result={markers} range={range} onZoom={zoom} />
          <MetricPanels
            result={metrics}
            colours={colours}
            markers={drawn}
            onZoom={zoom}
          />
          <VersionsPanel
            subject={subject}
            result={versions}
            deployed={deployed}
            calls={calls}
            colours={colours}
          />
          <OperationsPanel
            subject={subject}
            scope={scope}
            colours={colours}
            onChoose={operation => setScope({ operation })}
          />
          <div className={styles.halves}>
            <TracesPanel
              subject={subject}
              scope={scope}
              colours={colours}
              range={range}
              href={hrefOf?.('traces')}
              total={requestsOf(versions, scope)}
              onZoom={zoom}
            />
            <LogsPanel
              subject={subject}
              scope={scope}
              colours={colours}
              href={hrefOf?.('logs')}
            />
          </div>
          <div className={styles.halves}>
            <CallsPanels result={calls} scope={scope} colours={colours} />
          </div>
          <RuntimePanels
            result={metrics}
            colours={colours}
            markers={drawn}
            onZoom={zoom}
          />
        </div>
      </ChartGroup>
    </>
  );
}

/** The range by itself, where no figures tell which was drawn. */
function rangeOf({ from, to }: ScopeParams): TimeRange | undefined {
  try {
    return parseTimeRange(from, to, Date.now());
  } catch {
    // What the address says is no range: each panel says so.
    return undefined;
  }
}
