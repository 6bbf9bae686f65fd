import { useState } from 'react';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatFull } from '../format/formatTime';
import { useAppHref, useOpenHref } from '../scope/useScope';
import { ChartMarker } from './ChartMarker';
import styles from './TimeSeriesChart.module.css';
import { formatTick, timeTicks } from './timeTicks';

/** One line. @public */
export interface ChartLine {
  key: string;
  label: string;
  colour: string;
  values: ReadonlyArray<number | null>;
  /** Secondary lines are thin and dotted. */
  secondary?: boolean;
}

/** A point that opens something, e.g. an exemplar's trace. @public */
export interface ChartDot {
  id: string;
  timeMs: number;
  value: number;
  colour: string;
  title: string;
  href: string;
}

/** @public */
export interface TimeSeriesChartProps {
  /** Said to screen readers. */
  label: string;
  fromMs: number;
  toMs: number;
  timesMs: readonly number[];
  lines: readonly ChartLine[];
  markers?: readonly ChartMarker[];
  dots?: readonly ChartDot[];
  format: (value: number) => string;
  /** Top of the axis where every value is 0; left to the chart without it. */
  topOfZero?: number;
  /** Charts with the same id share their crosshair. */
  syncId?: string;
  height?: number;
  onZoom?: (fromMs: number, toMs: number) => void;
}

/** Lines over time with marked moments, a crosshair shared by id, and zoom by dragging. @public */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const {
    label,
    fromMs,
    toMs,
    timesMs,
    lines,
    markers = [],
    dots = [],
    format,
    topOfZero,
    onZoom,
  } = props;
  const isZero = lines.every(({ values }) => values.every(value => !value));
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const data = timesMs.map((time, index) => ({
    time,
    ...Object.fromEntries(lines.map(line => [line.key, line.values[index]])),
  }));
  const finish = () => {
    if (drag && Math.abs(drag.to - drag.from) > (toMs - fromMs) / 200) {
      onZoom?.(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
    }
    setDrag(undefined);
  };
  const at = (state: { activeLabel?: string | number }) =>
    Number(state.activeLabel);
  return (
    <div className={styles.chart} role="figure" aria-label={label}>
      <ResponsiveContainer width="100%" height={props.height ?? 150}>
        <ComposedChart
          data={data}
          syncId={props.syncId}
          syncMethod="value"
          margin={{ top: 16, right: 8, bottom: 0, left: 0 }}
          onMouseDown={state => {
            const from = at(state);
            if (onZoom && Number.isFinite(from)) {
              setDrag({ from, to: from });
            }
          }}
          onMouseMove={state => {
            const to = at(state);
            if (drag && Number.isFinite(to)) {
              setDrag({ ...drag, to });
            }
          }}
          onMouseUp={finish}
          onMouseLeave={() => setDrag(undefined)}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--sx-line)" />
          <XAxis
            dataKey="time"
            type="number"
            domain={[fromMs, toMs]}
            allowDataOverflow
            ticks={timeTicks(fromMs, toMs)}
            tickFormatter={tick => formatTick(Number(tick), toMs - fromMs)}
            tick={{ fontSize: 10.5, fill: 'var(--sx-muted)' }}
            tickLine={false}
            axisLine={false}
          />
          <YAxis
            width={46}
            domain={[0, isZero && topOfZero ? topOfZero : 'auto']}
            tickCount={3}
            tickFormatter={value => format(Number(value))}
            tick={{ fontSize: 10.5, fill: 'var(--sx-muted)' }}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--sx-muted)', strokeWidth: 1 }}
            content={({ active, payload, label: time }) =>
              active && payload && payload.length > 0 ? (
                <ChartTooltip
                  timeMs={Number(time)}
                  rows={lines.flatMap(line => {
                    const value: unknown = payload.find(
                      item => item.dataKey === line.key,
                    )?.value;
                    return typeof value === 'number'
                      ? [{ line, text: format(value) }]
                      : [];
                  })}
                />
              ) : null
            }
          />
          {markers.map(marker => (
            <ReferenceLine
              key={marker.id}
              x={marker.timeMs}
              stroke={marker.colour}
              strokeDasharray="3 3"
              ifOverflow="hidden"
              label={{
                value: marker.label,
                position: 'insideTopLeft',
                offset: 3,
                dy: -14,
                fontSize: 10.5,
                fill: marker.colour,
              }}
            />
          ))}
          {lines.map(line => (
            <Line
              key={line.key}
              dataKey={line.key}
              stroke={line.colour}
              strokeWidth={line.secondary ? 1 : 1.8}
              strokeDasharray={line.secondary ? '2 3' : undefined}
              dot={false}
              activeDot={line.secondary ? false : { r: 3 }}
              isAnimationActive={false}
              connectNulls={false}
              type="linear"
            />
          ))}
          {dots.length > 0 ? (
            <Scatter
              data={dots.map(dot => ({
                ...dot,
                time: dot.timeMs,
                dot: dot.value,
              }))}
              dataKey="dot"
              isAnimationActive={false}
              shape={(point: DotPoint) => <Dot {...point} />}
            />
          ) : null}
          {drag ? (
            <ReferenceArea
              x1={drag.from}
              x2={drag.to}
              fill="var(--sx-accent)"
              fillOpacity={0.12}
            />
          ) : null}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

interface DotPoint {
  cx?: number;
  cy?: number;
  payload?: ChartDot;
}

function Dot(point: DotPoint) {
  const open = useOpenHref();
  const inApp = useAppHref();
  if (!point.payload || point.cx === undefined || point.cy === undefined) {
    return <g />;
  }
  const { href, colour, title } = point.payload;
  return (
    <a
      href={inApp(href)}
      aria-label={title}
      onClick={event => open(event, href)}
    >
      <circle
        cx={point.cx}
        cy={point.cy}
        r={3.5}
        fill={colour}
        stroke="var(--sx-card)"
        strokeWidth={1.2}
      >
        <title>{title}</title>
      </circle>
    </a>
  );
}

function ChartTooltip(props: {
  timeMs: number;
  rows: ReadonlyArray<{ line: ChartLine; text: string }>;
}) {
  return (
    <div className={styles.tooltip}>
      <div className={styles.time}>{formatFull(props.timeMs)}</div>
      {props.rows.map(({ line, text }) => (
        <div key={line.key} className={styles.row}>
          <i style={{ background: line.colour }} />
          <span>{line.label}</span>
          <b>{text}</b>
        </div>
      ))}
    </div>
  );
}
