import { VisuallyHidden } from '@backstage/ui';
import { useId, useMemo } from 'react';
import { ChartDot, ChartLine } from './ChartLine';
import { ChartMarker } from './ChartMarker';
import { ChartMarkers } from './ChartMarkers';
import { ChartPointer } from './ChartPointer';
import { LinePlot } from './LinePlot';
import styles from './TimeSeriesChart.module.css';
import { useChartGestures } from './useChartGestures';
import { useWidth } from './useWidth';
import { linearAxis, logAxis } from './valueAxis';

/** @public */
export interface TimeSeriesChartProps {
  /** Said to screen readers. */
  label: string;
  fromMs: number;
  toMs: number;
  /** Where the points stand: at the end of what each is of, so that no effect stands before its cause. */
  timesMs: readonly number[];
  lines: readonly ChartLine[];
  markers?: readonly ChartMarker[];
  dots?: readonly ChartDot[];
  /** What the values are: parts of a whole, seconds, or amounts of something. */
  kind: 'ratio' | 'duration' | 'amount';
  isLog?: boolean;
  /** For the axis. */
  format: (value: number) => string;
  /** With the unit; as on the axis where none is given. */
  formatValue?: (value: number) => string;
  /** The lowest top of the axis. */
  leastTop?: number;
  height?: number;
  onZoom?: (fromMs: number, toMs: number) => void;
}

const NO_MARKERS: readonly ChartMarker[] = [];
const NO_DOTS: readonly ChartDot[] = [];

/**
 * Lines over time with marked moments, a crosshair that all charts of a group share, and zoom by dragging
 * or by keyboard.
 *
 * @public
 */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { fromMs, toMs, timesMs, lines, format, kind, leastTop } = props;
  const { markers = NO_MARKERS, dots = NO_DOTS, isLog = false } = props;
  const id = useId();
  const [ref, width] = useWidth<HTMLDivElement>();
  const { timeMs, selection, handlers } = useChartGestures(props);
  const axis = useMemo(() => {
    const values = lines.flatMap(line => line.values);
    return isLog ? logAxis(values) : linearAxis(values, kind, leastTop);
  }, [lines, isLog, kind, leastTop]);
  return (
    <div
      ref={ref}
      className={styles.chart}
      role="group"
      aria-label={props.label}
      aria-roledescription="chart"
      aria-describedby={id}
      // Keys read it and zoom it, as the pointer does.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      {...handlers}
    >
      <VisuallyHidden id={id}>
        {props.onZoom
          ? 'Arrow keys read the values at a moment; with Shift they mark a range, and Enter zooms into it.'
          : 'Arrow keys read the values at a moment.'}
      </VisuallyHidden>
      <LinePlot
        fromMs={fromMs}
        toMs={toMs}
        timesMs={timesMs}
        lines={lines}
        dots={dots}
        axis={axis}
        isLog={isLog}
        format={format}
        height={props.height ?? 150}
      />
      <ChartMarkers
        markers={markers}
        fromMs={fromMs}
        toMs={toMs}
        width={width}
      />
      <ChartPointer
        fromMs={fromMs}
        toMs={toMs}
        timesMs={timesMs}
        lines={lines}
        format={props.formatValue ?? format}
        timeMs={timeMs}
        selection={selection}
      />
    </div>
  );
}
