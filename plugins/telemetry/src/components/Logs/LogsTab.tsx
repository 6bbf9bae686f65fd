import { useEntity } from '@backstage/plugin-catalog-react';
import { SearchField, ToggleButton } from '@backstage/ui';
import { LOG_LEVELS } from '@sextant/plugin-telemetry-common';
import {
  ScopeBar,
  Panel,
  PanelMessage,
  useScope,
  useSearchParam,
  versionColours,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { RiBroadcastLine, RiPauseLine, RiPlayLine } from '@remixicon/react';
import { useMemo, useState } from 'react';
import { useLogTail } from '../../hooks/useLogTail';
import { seenVersions } from '../../model/seenVersions';
import {
  useLogs,
  useLogVolume,
  useVersions,
} from '../../hooks/useServiceQueries';
import { subjectOfEntity } from '../../model/serviceSubject';
import { VolumeChart } from '../shared/VolumeChart';
import { CompleteTo } from '../shared/CompleteTo';
import { LogList } from './LogList';
import { PatternsPanel } from './PatternsPanel';
import styles from './LogsTab.module.css';

const LIMIT = 500;

/** Search and live tail of a service's log lines; the filters stand in the URL. */
export function LogsTab() {
  const { entity } = useEntity();
  const subject = useMemo(() => subjectOfEntity(entity), [entity]);
  const [scope, setScope] = useScope();
  const [text, setText] = useSearchParam('q');
  const [levels, setLevels] = useSearchParam('level');
  const [view, setView] = useSearchParam('view');
  const [following, setFollowing] = useState(false);
  const [frozen, setFrozen] = useState<ReturnType<typeof useLogTail>>();
  const filters = { q: text || undefined, level: levels || undefined };
  const versions = useVersions(subject, scope);
  const { versions: figures, environments } = whileUnknown(versions, {
    versions: [],
    environments: [],
  });
  const colours = versionColours(figures.map(({ version }) => version));
  const volume = useLogVolume(subject, scope, filters);
  const logs = useLogs(
    subject,
    scope,
    { ...filters, limit: LIMIT },
    !following,
  );
  const live = useLogTail(subject, scope, filters, following);
  const tail = frozen ?? live;
  const chosen = levels.split(',').filter(Boolean);
  const toggleLevel = (level: string, selected: boolean) =>
    setLevels(
      (selected
        ? [...chosen, level]
        : chosen.filter(other => other !== level)
      ).join(','),
    );
  return (
    <>
      <ScopeBar
        scope={scope}
        onChange={setScope}
        environments={environments}
        versions={seenVersions(versions)}
      />
      <div className={styles.filters} role="search" aria-label="Filter logs">
        <SearchField
          aria-label="Text in the line or its attributes"
          placeholder="Text in line or attributes… Enter"
          size="small"
          className={styles.search}
          defaultValue={text}
          onSubmit={setText}
          onClear={() => setText('')}
        />
        {LOG_LEVELS.slice(1, 5).map(level => (
          <ToggleButton
            key={level}
            size="small"
            isSelected={chosen.includes(level)}
            onChange={selected => toggleLevel(level, selected)}
          >
            {level}
          </ToggleButton>
        ))}
        <span className={styles.grow} />
        {following ? (
          <ToggleButton
            size="small"
            isSelected={frozen !== undefined}
            onChange={pause => setFrozen(pause ? live : undefined)}
            iconStart={
              frozen ? <RiPlayLine size={14} /> : <RiPauseLine size={14} />
            }
          >
            {frozen ? 'Resume' : 'Pause'}
          </ToggleButton>
        ) : null}
        <ToggleButton
          size="small"
          isSelected={view === 'patterns'}
          onChange={on => setView(on ? 'patterns' : '')}
        >
          Patterns
        </ToggleButton>
        <ToggleButton
          size="small"
          isSelected={following}
          onChange={on => {
            setFrozen(undefined);
            setFollowing(on);
          }}
          iconStart={<RiBroadcastLine size={14} />}
        >
          Live tail
        </ToggleButton>
      </div>
      <div className={styles.view}>
        <Panel
          title="Volume"
          subtitle="lines by level"
          result={volume}
          height={80}
        >
          {data => <VolumeChart volume={data} height={90} />}
        </Panel>
        {view === 'patterns' ? (
          <PatternsPanel
            subject={subject}
            scope={scope}
            level={levels || undefined}
          />
        ) : null}
        {following ? (
          <section className={styles.tail} aria-label="Live tail">
            <p className={styles.status} role="status">
              {tailStatus(live)}
              {frozen ? ` · paused, ${live.lines.length} kept` : ''}
              {tail.dropped > 0
                ? ` · ${tail.dropped} lines came too fast and were left out`
                : ''}
            </p>
            {tail.lines.length > 0 ? (
              <LogList lines={tail.lines} colours={colours} />
            ) : (
              <PanelMessage
                title="Waiting"
                text="New lines appear here as they arrive."
              />
            )}
          </section>
        ) : (
          <Panel
            title="Lines"
            subtitle="newest first"
            result={logs}
            height={420}
          >
            {({ items, nextCursor, completeToMs }) => (
              <>
                <LogList lines={items} colours={colours} />
                <CompleteTo timeMs={completeToMs} />
                {nextCursor && completeToMs === undefined ? (
                  <p className={styles.status}>
                    The latest {LIMIT} lines; choose a shorter range or a filter
                    for older ones.
                  </p>
                ) : null}
              </>
            )}
          </Panel>
        )}
      </div>
    </>
  );
}

function tailStatus({ status, reason }: ReturnType<typeof useLogTail>): string {
  switch (status) {
    case 'connected':
      return reason ? `Following · ${reason}` : 'Following';
    case 'reconnecting':
      return `Connecting again: ${reason}`;
    default:
      return 'Connecting…';
  }
}
