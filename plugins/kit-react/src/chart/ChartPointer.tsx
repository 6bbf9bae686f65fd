import { formatFull } from '../format/formatTime';
import { formatNumberOf } from '../format/formatNumber';
import { ChartSelection } from './ChartSelection';
import { ChartLine } from './ChartLine';
import styles from './TimeSeriesChart.module.css';
import { nearestIndex } from './nearestIndex';
import { plotPosition } from './plotArea';
import { Selection } from './useChartGestures';

/** What moves with the pointer: the crosshair with the values at it, and the range that is being marked. */
export function ChartPointer(props: {
  fromMs: number;
  toMs: number;
  timesMs: readonly number[];
  lines: readonly ChartLine[];
  format: (value: number) => string;
  timeMs: number | undefined;
  selection: Selection | undefined;
}) {
  const { fromMs, toMs, timesMs, lines, format, timeMs, selection } = props;
  const at = timeMs === undefined ? -1 : nearestIndex(timesMs, timeMs);
  const moment = timesMs[at];
  const isRight = moment > fromMs + (toMs - fromMs) / 2;
  const rows = lines.flatMap(line => {
    const value = line.values[at];
    const count = line.counts?.[at];
    return value === null || value === undefined
      ? []
      : [
          {
            line,
            text: format(value),
            of:
              count === undefined || count === null || line.secondary
                ? ''
                : ` of ${formatNumberOf(Math.round(count), 'request')}`,
          },
        ];
  });
  return (
    <>
      {selection ? (
        <ChartSelection selection={selection} range={props} />
      ) : null}
      {moment === undefined || moment < fromMs || moment > toMs ? null : (
        <div
          className={styles.crosshair}
          style={{ left: plotPosition(moment, props) }}
        >
          <div
            className={styles.tooltip}
            data-side={isRight ? 'left' : 'right'}
            role="status"
          >
            <div className={styles.time}>{formatFull(moment)}</div>
            {rows.map(({ line, text, of }) => (
              <div key={line.key} className={styles.row}>
                <i style={{ background: line.colour }} />
                <span>{line.label}</span>
                <b>{text}</b>
                <small>{of}</small>
              </div>
            ))}
            {rows.length === 0 ? <div>nothing measured</div> : null}
          </div>
        </div>
      )}
    </>
  );
}
