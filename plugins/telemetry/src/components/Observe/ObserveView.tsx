import { useMemo } from 'react';
import {
  chartMarkers,
  useScope,
  versionColours,
} from '@sextant/plugin-telemetry-react';
import { useDeployments } from '../../hooks/useDeployments';
import { useMetrics, useVersions } from '../../hooks/useServiceQueries';
import { ServiceSubject } from '../../model/serviceSubject';
import { ScopeBar } from '../shared/ScopeBar';
import { AlertsBar } from './AlertsBar';
import { ChangeRibbon } from './ChangeRibbon';
import { LogsPanel } from './LogsPanel';
import { MetricPanels, RuntimePanels } from './MetricPanels';
import styles from './ObserveView.module.css';
import { TracesPanel } from './TracesPanel';
import { VersionsPanel } from './VersionsPanel';

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
  const deployments = useDeployments(subject, scope);
  const figures = useMemo(
    () => versions.data?.data.versions ?? [],
    [versions.data],
  );
  const records = useMemo(
    () => deployments.data?.items ?? [],
    [deployments.data],
  );
  const colours = useMemo(
    () => versionColours(figures.map(({ version }) => version)),
    [figures],
  );
  const range = metrics.data?.data;
  const markers = useMemo(
    () =>
      range
        ? chartMarkers(records, colours).filter(
            marker =>
              marker.timeMs >= range.fromMs && marker.timeMs <= range.toMs,
          )
        : [],
    [records, colours, range],
  );
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
        environments={versions.data?.data.environments ?? []}
        versions={figures}
        colours={colours}
      />
      <div className={styles.view}>
        <AlertsBar subject={subject} scope={scope} />
        <ChangeRibbon
          markers={markers}
          fromMs={range?.fromMs}
          toMs={range?.toMs}
        />
        <MetricPanels
          query={metrics}
          colours={colours}
          markers={markers}
          onZoom={zoom}
        />
        <VersionsPanel
          subject={subject}
          scope={scope}
          query={versions}
          records={records}
          colours={colours}
        />
        <div className={styles.halves}>
          <TracesPanel
            subject={subject}
            scope={scope}
            colours={colours}
            range={range}
            href={hrefOf?.('traces')}
          />
          <LogsPanel
            subject={subject}
            scope={scope}
            colours={colours}
            href={hrefOf?.('logs')}
          />
        </div>
        <RuntimePanels
          query={metrics}
          colours={colours}
          markers={markers}
          onZoom={zoom}
        />
      </div>
    </>
  );
}
