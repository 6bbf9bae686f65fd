import { VisuallyHidden } from '@backstage/ui';
import { LogLine } from '@sextant/plugin-telemetry-common';
import { formatDuration } from '@sextant/plugin-kit-react';
import { CSSProperties, memo } from 'react';
import { nameOf, resourceOf, TraceModel } from '../../model/traceModel';
import { LevelBadge } from '../shared/LogRow';
import styles from './Waterfall.module.css';

/** Pixels. */
export const ROW_HEIGHT = 26;
const INDENT = 12;
const MAX_INDENT = 240;

/** Of the row of a span: what the tree around it calls its active one. */
export function spanRowId(span: number): string {
  return `span-row-${span}`;
}

interface SpanRowProps {
  /** Pixels from the top of all rows. */
  top: number;
  model: TraceModel;
  span: number;
  isCollapsed: boolean;
  onFold: (span: number, closed: boolean) => void;
  isSelected: boolean;
  onSelect: (span: number | undefined) => void;
  isDimmed: boolean;
  showCritical: boolean;
}

/** Who, what, which version; its bar, and what of it lies on the critical path. */
function SpanRowContent(props: SpanRowProps) {
  const { top, model, span, isCollapsed, isSelected, isDimmed } = props;
  const { trace, subtreeEnd, colours } = model;
  const { service, version } = resourceOf(trace, span);
  const { depth, resource, duration, start, status } = trace.spans;
  const total = Math.max(1, trace.durationNano);
  const left = (start[span] / total) * 100;
  const width = (duration[span] / total) * 100;
  const hasChildren = subtreeEnd[span] > span + 1;
  const failed = status[span] === 2;
  const colour = colours[resource[span]];
  const kind = trace.spans.kind[span];
  const label = formatDuration(duration[span] / 1e9);
  const arrow = isCollapsed ? '▸' : '▾';
  return (
    // The tree around the rows has the focus and handles keys; a row is only clicked.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={spanRowId(span)}
      className={styles.row}
      style={placeOf(top)}
      role="treeitem"
      aria-level={depth[span] + 1}
      aria-selected={isSelected}
      aria-expanded={hasChildren ? !isCollapsed : undefined}
      data-selected={isSelected}
      data-dimmed={isDimmed}
      onClick={() => props.onSelect(isSelected ? undefined : span)}
    >
      <span
        className={styles.name}
        style={{ paddingLeft: Math.min(MAX_INDENT, depth[span] * INDENT) }}
      >
        <span
          className={styles.fold}
          aria-hidden
          onClick={event => {
            if (hasChildren) {
              event.stopPropagation();
              props.onFold(span, !isCollapsed);
            }
          }}
        >
          {hasChildren ? arrow : ''}
        </span>
        <i className={styles.dot} style={{ background: colour }} />
        <b>{service}</b> {nameOf(trace, span)}{' '}
        {kind === 2 || kind === 5 || depth[span] === 0 ? (
          <span className={styles.version}>{version}</span>
        ) : null}
        {isCollapsed ? (
          <span className={styles.version}>
            {' '}
            +{subtreeEnd[span] - span - 1}
          </span>
        ) : null}
      </span>
      <span className={styles.lane}>
        <span
          className={styles.bar}
          data-failed={failed}
          style={{ left: `${left}%`, width: `${width}%`, background: colour }}
        />
        {props.showCritical
          ? (model.critical.get(span) ?? []).map(segment => (
              <span
                key={segment.from}
                className={styles.critical}
                style={{
                  left: `${(segment.from / total) * 100}%`,
                  width: `${((segment.to - segment.from) / total) * 100}%`,
                }}
              />
            ))
          : null}
        <span className={styles.duration} style={durationPlace(left, width)}>
          {label}
          {failed ? <VisuallyHidden>, failed</VisuallyHidden> : null}
        </span>
      </span>
    </div>
  );
}

/** One span of the waterfall; drawn anew only when something about it changes. */
export const SpanRow = memo(SpanRowContent);

/** One log line between the spans, at its time. */
export function LogLineRow(props: {
  top: number;
  model: TraceModel;
  line: LogLine;
}) {
  const { line, model, top } = props;
  const { trace } = model;
  const time = Number(BigInt(line.timeUnixNano) - BigInt(trace.startUnixNano));
  const at = Math.min(
    100,
    Math.max(0, (time / Math.max(1, trace.durationNano)) * 100),
  );
  const onRight = at < 50;
  return (
    <div
      className={styles.log}
      style={placeOf(top)}
      role="treeitem"
      aria-level={1}
      aria-selected={false}
    >
      <span className={styles.name}>
        <LevelBadge level={line.level} /> {line.service} {line.version}
      </span>
      <span className={styles.lane}>
        <span
          className={styles.line}
          title={line.body}
          style={
            onRight
              ? { left: `${at}%`, textAlign: 'left', maxWidth: `${100 - at}%` }
              : {
                  right: `${100 - at}%`,
                  textAlign: 'right',
                  maxWidth: `${at}%`,
                }
          }
        >
          {onRight ? `◂ ${line.body}` : `${line.body} ▸`}
        </span>
      </span>
    </div>
  );
}

function placeOf(top: number): CSSProperties {
  return { transform: `translateY(${top}px)`, height: ROW_HEIGHT };
}

/** Beside the bar where there is room, else inside its end. */
function durationPlace(left: number, width: number): CSSProperties {
  const end = left + width;
  if (end < 86) {
    return { left: `calc(${end}% + 6px)` };
  }
  return left > 14
    ? { right: `calc(${100 - left}% + 6px)` }
    : {
        right: `calc(${Math.max(0, 100 - end)}% + 6px)`,
        color: 'var(--sx-card)',
      };
}
