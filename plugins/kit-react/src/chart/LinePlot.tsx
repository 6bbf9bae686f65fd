import { memo } from 'react';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Scatter,
  XAxis,
  YAxis,
} from 'recharts';
import { useAppHref, useOpenHref } from '../scope/useScope';
import { ChartDot, ChartLine, isThin } from './ChartLine';
import { PLOT } from './plotArea';
import { formatTick, timeTicks } from './timeTicks';
import { ValueAxis } from './valueAxis';

const THIN = ' (few)';
const TICK = { fontSize: 10.5, fill: 'var(--sx-muted)' };

function LinePlotContent(props: {
  fromMs: number;
  toMs: number;
  timesMs: readonly number[];
  lines: readonly ChartLine[];
  dots: readonly ChartDot[];
  axis: ValueAxis;
  isLog: boolean;
  format: (value: number) => string;
  height: number;
}) {
  const { fromMs, toMs, timesMs, lines, dots, axis, format } = props;
  const data = timesMs.map((time, index) => {
    const row: Record<string, number | null> = { time };
    for (const line of lines) {
      const value = line.values[index] ?? null;
      // There is no 0 on a logarithmic axis.
      const shown = props.isLog && value === 0 ? null : value;
      const thin = isThin(line, index);
      row[line.key] = thin ? null : shown;
      row[line.key + THIN] = thin ? shown : null;
    }
    return row;
  });
  return (
    <ResponsiveContainer width="100%" height={props.height}>
      <ComposedChart
        data={data}
        margin={{ top: 16, right: PLOT.right, bottom: 0, left: 0 }}
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
          tick={TICK}
          tickLine={false}
          axisLine={false}
        />
        <YAxis
          width={PLOT.left}
          scale={props.isLog ? 'log' : 'linear'}
          domain={axis.domain}
          ticks={axis.ticks}
          allowDataOverflow
          interval={0}
          // A unit stays on the line of its figure.
          tickFormatter={value => format(Number(value)).replace(/ /g, '\u00a0')}
          tick={TICK}
          tickLine={false}
          axisLine={false}
        />
        {lines.map(line => (
          <Line
            key={line.key}
            dataKey={line.key}
            stroke={line.colour}
            strokeWidth={line.secondary ? 1 : 1.8}
            strokeDasharray={line.secondary ? '2 3' : undefined}
            dot={false}
            isAnimationActive={false}
            connectNulls={false}
            type="linear"
          />
        ))}
        {lines
          .filter(line => !line.secondary && line.counts !== undefined)
          .map(line => (
            <Line
              key={line.key + THIN}
              dataKey={line.key + THIN}
              stroke="none"
              dot={{
                r: 2,
                fill: line.colour,
                fillOpacity: 0.4,
                stroke: 'none',
              }}
              isAnimationActive={false}
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
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** Lines and dots on their axes, without what moves with the pointer: it is drawn anew only with new data. */
export const LinePlot = memo(LinePlotContent);

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
      // A press on it opens it, and marks no range.
      onPointerDown={event => event.stopPropagation()}
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
