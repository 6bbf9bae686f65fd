import { plotPosition } from './plotArea';
import styles from './TimeSeriesChart.module.css';
import { Selection } from './useChartGestures';

/** The range that is being marked on a chart. @public */
export function ChartSelection(props: {
  selection: Selection;
  range: { fromMs: number; toMs: number };
}) {
  const { startMs, endMs } = props.selection;
  const [from, to] = [Math.min(startMs, endMs), Math.max(startMs, endMs)];
  return (
    <div
      className={styles.selection}
      style={{
        left: plotPosition(from, props.range),
        right: `calc(100% - ${plotPosition(to, props.range)})`,
      }}
    />
  );
}
