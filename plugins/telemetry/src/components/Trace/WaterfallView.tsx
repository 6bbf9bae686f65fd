import { SearchField, Switch } from '@backstage/ui';
import { LogLine } from '@sextant/plugin-telemetry-common';
import { Provenance } from '@sextant/plugin-kit-common';
import {
  formatNumberOf,
  useSearchParam,
  useSlashToFocus,
} from '@sextant/plugin-kit-react';
import {
  useCallback,
  useDeferredValue,
  useMemo,
  useRef,
  useState,
} from 'react';
import { searchTrace } from '../../model/searchTrace';
import { TraceModel } from '../../model/traceModel';
import { logAnchors, waterfallRows } from '../../model/waterfallRows';
import { Minimap } from './Minimap';
import { SpanDetail } from './SpanDetail';
import { Waterfall } from './Waterfall';
import styles from './WaterfallView.module.css';

const NO_LOGS: ReadonlyMap<number, readonly number[]> = new Map();

/** Minimap, search and switches, the waterfall itself, and the detail of the chosen span. */
export function WaterfallView(props: {
  model: TraceModel;
  lines: readonly LogLine[];
  sources: readonly Provenance[];
}) {
  const { model, lines, sources } = props;
  const [spanId, setSpanId] = useSearchParam('span');
  const [text, setText] = useState('');
  const searched = useDeferredValue(text);
  const [showCritical, setShowCritical] = useState(true);
  const [showLogs, setShowLogs] = useState(true);
  // By id: a trace that still grows puts other spans at the same places.
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const collapsed = useMemo(
    () =>
      new Set(
        [...folded]
          .map(id => model.trace.spans.id.indexOf(id))
          .filter(span => span >= 0),
      ),
    [model, folded],
  );
  const fold = useCallback(
    (span: number, isClosed: boolean) =>
      setFolded(before => {
        const next = new Set(before);
        const id = model.trace.spans.id[span];
        if (isClosed) {
          next.add(id);
        } else {
          next.delete(id);
        }
        return next;
      }),
    [model],
  );
  const search = useSlashToFocus();
  const selected = useMemo(
    () => model.trace.spans.id.indexOf(spanId),
    [model, spanId],
  );
  const found = useMemo(
    () => searchTrace(model.trace, searched),
    [model, searched],
  );
  const anchors = useMemo(() => logAnchors(model, lines), [model, lines]);
  const rows = useMemo(
    () => waterfallRows(model, collapsed, showLogs ? anchors : NO_LOGS),
    [model, collapsed, anchors, showLogs],
  );
  const setSpan = useRef(setSpanId);
  setSpan.current = setSpanId;
  // Stays the same function, so that rows in view are not drawn anew while the list scrolls.
  const select = useCallback(
    (span: number | undefined) =>
      setSpan.current(span === undefined ? '' : model.trace.spans.id[span]),
    [model],
  );
  const next = () => {
    const after = found.find(span => span > selected) ?? found[0];
    if (after !== undefined) {
      select(after);
    }
  };
  return (
    <>
      <div className={styles.tools}>
        <div ref={search}>
          <SearchField
            aria-label="Find in trace"
            placeholder="Find in trace…  /"
            size="small"
            className={styles.search}
            value={text}
            onChange={setText}
            onSubmit={next}
          />
        </div>
        <span role="status" className={styles.count}>
          {searched
            ? `${formatNumberOf(
                found.length,
                'span',
              )} found; Enter goes to the next`
            : ''}
        </span>
        <span className={styles.grow} />
        <Switch
          label="critical path"
          isSelected={showCritical}
          onChange={setShowCritical}
        />
        <Switch
          label="logs inline"
          isSelected={showLogs}
          onChange={setShowLogs}
        />
      </div>
      <div className={selected >= 0 ? styles.split : styles.whole}>
        <section className={styles.card} aria-label="Waterfall">
          <Minimap model={model} />
          <Waterfall
            model={model}
            rows={rows}
            lines={lines}
            collapsed={collapsed}
            onFold={fold}
            selected={selected >= 0 ? selected : undefined}
            onSelect={select}
            found={searched ? found : undefined}
            showCritical={showCritical}
          />
          <p className={styles.source}>
            {sources
              .map(source =>
                [source.source, source.rung].filter(Boolean).join(' · '),
              )
              .join(' · ')}
          </p>
        </section>
        {selected >= 0 ? (
          <SpanDetail
            model={model}
            span={selected}
            lines={lines.filter(line => line.spanId === spanId)}
            onClose={() => select(undefined)}
          />
        ) : null}
      </div>
    </>
  );
}
