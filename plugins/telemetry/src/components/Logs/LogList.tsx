import { LogLine } from '@sextant/plugin-telemetry-common';
import { versionColour } from '@sextant/plugin-kit-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { LogRow } from '../shared/LogRow';
import styles from './LogList.module.css';

/** Log lines, of which only those in view are drawn; a click opens one. */
export function LogList(props: {
  lines: readonly LogLine[];
  colours: ReadonlyMap<string, string>;
}) {
  const { lines, colours } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<string>();
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 25,
    overscan: 12,
    getItemKey: index => lines[index].id,
  });
  return (
    // The list scrolls, so it must be reachable by keyboard.
    <div
      ref={scroller}
      className={styles.scroller}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="log"
      aria-label="Log lines"
    >
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(item => {
          const line = lines[item.index];
          const isOpen = open === line.id;
          return (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtualizer.measureElement}
              className={styles.item}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <div className={styles.line}>
                <button
                  type="button"
                  className={styles.toggle}
                  aria-expanded={isOpen}
                  aria-label={isOpen ? 'Hide attributes' : 'Show attributes'}
                  onClick={() => setOpen(isOpen ? undefined : line.id)}
                >
                  {isOpen ? '▾' : '▸'}
                </button>
                <LogRow
                  line={line}
                  colour={
                    colours.get(line.version) ?? versionColour(line.version)
                  }
                  withVersion
                />
              </div>
              {isOpen ? <LineDetail line={line} /> : null}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function LineDetail({ line }: { line: LogLine }) {
  const rows = Object.entries({
    environment: line.environment,
    trace_id: line.traceId,
    span_id: line.spanId,
    ...line.attributes,
  }).filter(([, value]) => value !== undefined);
  return (
    <div className={styles.detail}>
      <pre className={styles.body}>{line.body}</pre>
      {line.bodyCut ? (
        <p role="note">
          … and {line.bodyCut.toLocaleString('en-US')} characters more, which
          are not kept.
        </p>
      ) : null}
      <dl className={styles.attributes}>
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
