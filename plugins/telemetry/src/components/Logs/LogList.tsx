import { Button } from '@backstage/ui';
import { LogLine } from '@sextant/plugin-telemetry-common';
import { versionColour, useToast } from '@sextant/plugin-kit-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { LogRow } from '../shared/LogRow';
import styles from './LogList.module.css';

/** Log lines, of which only those in view are drawn; a click opens one. */
export function LogList(props: {
  lines: readonly LogLine[];
  colours: ReadonlyMap<string, string>;
  isWrapped: boolean;
  /** Looks for lines with a text. */
  onText: (text: string) => void;
  /** Shows what was written before and behind a moment. */
  onAround: (timeMs: number) => void;
}) {
  const { lines, colours, isWrapped } = props;
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
              {/* A click anywhere on the line opens it; keys have the button. */}
              {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
              <div
                className={styles.line}
                onClick={event => {
                  const isControl =
                    event.target instanceof HTMLElement &&
                    event.target.closest('a, button') !== null;
                  if (!isControl && window.getSelection()?.isCollapsed) {
                    setOpen(isOpen ? undefined : line.id);
                  }
                }}
              >
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
                  isWrapped={isWrapped}
                />
              </div>
              {isOpen ? (
                <LineDetail
                  line={line}
                  onText={props.onText}
                  onAround={props.onAround}
                />
              ) : null}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function LineDetail(props: {
  line: LogLine;
  onText: (text: string) => void;
  onAround: (timeMs: number) => void;
}) {
  const { line, onText, onAround } = props;
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(line.body);
    toast('Line copied');
  };
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
      <p className={styles.actions}>
        <Button size="small" variant="tertiary" onPress={copy}>
          Copy
        </Button>
        <Button
          size="small"
          variant="tertiary"
          onPress={() =>
            onAround(Number(BigInt(line.timeUnixNano) / 1_000_000n))
          }
        >
          Lines around it
        </Button>
      </p>
      <dl className={styles.attributes}>
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              <button
                type="button"
                className={styles.value}
                title={`Lines with ${value}`}
                onClick={() => onText(String(value))}
              >
                {String(value)}
              </button>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
