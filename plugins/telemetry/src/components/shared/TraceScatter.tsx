import { TraceSummary } from '@sextant/plugin-telemetry-common';
import {
  formatDuration,
  formatFull,
  formatTick,
  timeTicks,
  useAppHref,
  useOpenHref,
} from '@sextant/plugin-kit-react';
import {
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { durationDomain, durationTicks } from '../../model/scatterPoints';
import styles from './VolumeChart.module.css';

interface Point {
  cx?: number;
  cy?: number;
  payload?: TraceSummary;
}

/** Requests by time and duration, coloured by version, failed ones ringed. */
export function TraceScatter(props: {
  items: readonly TraceSummary[];
  fromMs: number;
  toMs: number;
  colours: ReadonlyMap<string, string>;
  hrefOf: (item: TraceSummary) => string;
  height?: number;
}) {
  const { items, fromMs, toMs, colours, hrefOf } = props;
  const open = useOpenHref();
  const inApp = useAppHref();
  const domain = durationDomain(items);
  const dot = ({ cx, cy, payload }: Point) =>
    cx === undefined || cy === undefined || !payload ? (
      <g />
    ) : (
      <a
        href={inApp(hrefOf(payload))}
        onClick={event => open(event, hrefOf(payload))}
        tabIndex={-1}
        aria-hidden
      >
        <circle
          cx={cx}
          cy={cy}
          r={payload.error ? 3.6 : 3}
          fill={colours.get(payload.version) ?? 'var(--sx-unknown)'}
          fillOpacity={0.7}
          stroke={payload.error ? 'var(--sx-bad)' : 'none'}
          strokeWidth={1.8}
        />
      </a>
    );
  return (
    <div
      className={styles.chart}
      role="figure"
      aria-label="Requests by time and duration"
    >
      <ResponsiveContainer width="100%" height={props.height ?? 130}>
        <ScatterChart
          margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="startMs"
            type="number"
            domain={[fromMs, toMs]}
            allowDataOverflow
            ticks={timeTicks(fromMs, toMs)}
            tickFormatter={tick => formatTick(Number(tick), toMs - fromMs)}
            tick={{ fontSize: 10.5, fill: 'var(--sx-muted)' }}
            tickLine={false}
            axisLine={{ stroke: 'var(--sx-line)' }}
          />
          <YAxis
            dataKey="durationSeconds"
            type="number"
            scale="log"
            domain={domain}
            ticks={durationTicks(domain)}
            allowDataOverflow
            tickFormatter={value => formatDuration(Number(value))}
            width={58}
            tick={{ fontSize: 10.5, fill: 'var(--sx-muted)' }}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={false}
            content={({ active, payload }) => {
              const item: TraceSummary | undefined = payload?.[0]?.payload;
              return active && item ? (
                <div className={styles.tooltip}>
                  <div>{formatFull(item.startMs)}</div>
                  <div>
                    {item.operation} · {item.version}
                  </div>
                  <div>
                    {item.httpStatus ?? (item.error ? 'error' : 'ok')} ·{' '}
                    <b>{formatDuration(item.durationSeconds)}</b>
                  </div>
                </div>
              ) : null;
            }}
          />
          <Scatter data={[...items]} shape={dot} isAnimationActive={false} />
        </ScatterChart>
      </ResponsiveContainer>
    </div>
  );
}
