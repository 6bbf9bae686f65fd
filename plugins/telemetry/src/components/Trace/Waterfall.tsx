import { LogLine } from '@sextant/plugin-telemetry-common';
import { formatDuration } from '@sextant/plugin-kit-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  CSSProperties,
  KeyboardEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { TraceModel } from '../../model/traceModel';
import { logOfRow, RowCode } from '../../model/waterfallRows';
import { NameWidth } from './NameWidth';
import { LogLineRow, ROW_HEIGHT, SpanRow, spanRowId } from './WaterfallRow';
import styles from './Waterfall.module.css';

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Every span and log line of a trace in order of time; only those in view are drawn. */
export function Waterfall(props: {
  model: TraceModel;
  rows: readonly RowCode[];
  lines: readonly LogLine[];
  collapsed: ReadonlySet<number>;
  onFold: (span: number, isClosed: boolean) => void;
  selected: number | undefined;
  onSelect: (span: number | undefined) => void;
  /** Spans that match a search; undefined when nothing is searched. */
  found: readonly number[] | undefined;
  showCritical: boolean;
}) {
  const {
    model,
    rows,
    lines,
    collapsed,
    onFold: fold,
    selected,
    onSelect,
    showCritical,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const [nameWidth, setNameWidth] = useState(30);
  const columns: CSSProperties & { '--name-width': string } = {
    '--name-width': `${nameWidth}%`,
  };
  const found = useMemo(
    () => props.found && new Set(props.found),
    [props.found],
  );
  useEffect(() => {
    // Arrow keys move from the first press on, unless somebody is somewhere else already.
    if (document.activeElement === document.body) {
      scroller.current?.focus({ preventScroll: true });
    }
  }, []);
  useEffect(() => {
    const row = selected === undefined ? -1 : rows.indexOf(selected);
    if (row >= 0) {
      virtualizer.scrollToIndex(row, { align: 'auto' });
    }
    // Rows move under a chosen span when others are folded; that is no reason to scroll.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected]);
  const move = (event: KeyboardEvent) => {
    const spans = rows.filter(row => row >= 0);
    const at = selected === undefined ? -1 : spans.indexOf(selected);
    const keys: Partial<Record<string, () => void>> = {
      ArrowDown: () => onSelect(spans[Math.min(spans.length - 1, at + 1)]),
      ArrowUp: () => onSelect(spans[Math.max(0, at - 1)]),
      ArrowLeft: () => selected !== undefined && fold(selected, true),
      ArrowRight: () => selected !== undefined && fold(selected, false),
      Escape: () => onSelect(undefined),
    };
    const action = keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  };
  const items = virtualizer.getVirtualItems();
  // Only a row that is drawn can be the active one.
  const inView = new Set(items.map(({ index }) => rows[index]));
  return (
    <div style={columns}>
      <div className={styles.head}>
        <span className={styles.heading}>
          Service · operation · version
          <NameWidth width={nameWidth} onChange={setNameWidth} />
        </span>
        <span className={styles.axis} aria-hidden>
          {TICKS.map(tick => (
            <span
              key={tick}
              className={styles.tick}
              style={{ left: `${tick * 100}%` }}
            >
              {tick === 0
                ? '0'
                : formatDuration((model.trace.durationNano / 1e9) * tick)}
            </span>
          ))}
        </span>
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="tree"
        aria-label="Spans; arrow keys move, left and right fold"
        tabIndex={0}
        aria-activedescendant={
          selected !== undefined && inView.has(selected)
            ? spanRowId(selected)
            : undefined
        }
        onKeyDown={move}
      >
        <div
          role="presentation"
          style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
        >
          {items.map(item => {
            const row = rows[item.index];
            const log = logOfRow(row);
            return log === undefined ? (
              <SpanRow
                key={row}
                top={item.start}
                model={model}
                span={row}
                isCollapsed={collapsed.has(row)}
                onFold={fold}
                isSelected={row === selected}
                onSelect={onSelect}
                isDimmed={found !== undefined && !found.has(row)}
                showCritical={showCritical}
              />
            ) : (
              <LogLineRow
                key={row}
                top={item.start}
                model={model}
                line={lines[log]}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
