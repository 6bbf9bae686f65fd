import { useEntity } from '@backstage/plugin-catalog-react';
import { Button, SearchField, ToggleButton } from '@backstage/ui';
import { LOG_LEVELS, LogVolume } from '@sextant/plugin-telemetry-common';
import {
  formatCount,
  Held,
  ScopeBar,
  Panel,
  PanelMessage,
  useNarrow,
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
import { saveFile } from '../../model/saveFile';
import { LogList } from './LogList';
import { PatternsPanel } from './PatternsPanel';
import styles from './LogsTab.module.css';

const LIMIT = 500;
/** Before and behind a line, to see what led to it. */
const CONTEXT_MS = 15_000;
/** Offered whether there are such lines or not. */
const USUAL = new Set<string>(['error', 'warn', 'info', 'debug']);
const NO_VOLUME: Pick<LogVolume, 'series'> = { series: [] };

/** Search and live tail of a service's log lines; the filters stand in the URL. */
export function LogsTab() {
  const { entity } = useEntity();
  const subject = useMemo(() => subjectOfEntity(entity), [entity]);
  const [scope, setScope] = useScope();
  const [text, setText] = useSearchParam('q');
  const [levels, setLevels] = useSearchParam('level');
  const [view, setView] = useSearchParam('view');
  const [wrap, setWrap] = useSearchParam('wrap');
  const [following, setFollowing] = useState(false);
  const [frozen, setFrozen] = useState<ReturnType<typeof useLogTail>>();
  const filters = { q: text || undefined, level: levels || undefined };
  const versions = useVersions(subject, scope);
  const { versions: figures, environments } = whileUnknown(versions, {
    versions: [],
    environments: [],
  });
  const colours = versionColours(figures.map(({ version }) => version));
  // Of all levels: their buttons say how many lines each has.
  const volume = useLogVolume(subject, scope, { q: filters.q });
  const counts = new Map(
    whileUnknown(volume, NO_VOLUME).series.map(series => [
      series.level,
      series.counts.reduce((sum, count) => sum + count, 0),
    ]),
  );
  const narrow = useNarrow();
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
  const list = {
    colours,
    isWrapped: wrap === 'true',
    onText: (wanted: string) => setText(wanted),
    onAround: (timeMs: number) =>
      narrow(
        {
          from: new Date(timeMs - CONTEXT_MS).toISOString(),
          to: new Date(timeMs + CONTEXT_MS).toISOString(),
        },
        { q: '', level: '' },
      ),
  };
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
          placeholder="Search lines and attributes, then Enter"
          size="small"
          className={styles.search}
          // Anew where the address says another one, e.g. on the way back.
          key={text}
          defaultValue={text}
          onSubmit={setText}
          onClear={() => setText('')}
        />
        {LOG_LEVELS.filter(
          level =>
            USUAL.has(level) || counts.has(level) || chosen.includes(level),
        ).map(level => (
          <ToggleButton
            key={level}
            size="small"
            isSelected={chosen.includes(level)}
            onChange={selected => toggleLevel(level, selected)}
          >
            {counts.has(level)
              ? `${level} ${formatCount(counts.get(level) ?? 0)}`
              : level}
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
          isSelected={wrap === 'true'}
          onChange={on => setWrap(on ? 'true' : '')}
        >
          Wrap
        </ToggleButton>
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
          {data => (
            <VolumeChart
              volume={data}
              levels={chosen}
              height={90}
              onZoom={(fromMs, toMs) =>
                setScope({
                  from: new Date(fromMs).toISOString(),
                  to: new Date(toMs).toISOString(),
                })
              }
            />
          )}
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
                ? ` · ${tail.dropped} lines dropped (rate too high)`
                : ''}
            </p>
            {tail.lines.length > 0 ? (
              <LogList {...list} lines={tail.lines} />
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
            subtitle={
              scope.operation === undefined
                ? 'newest first'
                : 'newest first, of all operations: lines do not say which'
            }
            result={logs}
            height={420}
            action={
              <Button
                size="small"
                variant="tertiary"
                onPress={() =>
                  saveFile(
                    `${subject.telemetryName}-logs.ndjson`,
                    'application/x-ndjson',
                    whileUnknown(logs, { items: [] })
                      .items.map(
                        line => `${JSON.stringify(line)}
`,
                      )
                      .join(''),
                  )
                }
              >
                Download
              </Button>
            }
          >
            {({ items, nextCursor, completeToMs }) => (
              <>
                <Held
                  items={items}
                  keyOf={line => line.id}
                  asked={JSON.stringify([scope, filters])}
                >
                  {lines => <LogList {...list} lines={lines} />}
                </Held>
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
      return `Reconnecting: ${reason}`;
    default:
      return 'Connecting…';
  }
}
