import { TraceSummary } from '@sextant/plugin-telemetry-common';
import {
  formatDuration,
  formatFull,
  formatTick,
  PLOT,
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
import {
  DurationBox,
  durationDomain,
  durationTicks,
  SCATTER_TOP,
} from '../../model/scatterPoints';
import { useBoxDrag } from './useBoxDrag';
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
  /** Narrows to what a box is dragged around. */
  onBox?: (box: DurationBox) => void;
}) {
  const { items, fromMs, toMs, colours, hrefOf, height = 130, onBox } = props;
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
        draggable={false}
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
  const { drag, handlers } = useBoxDrag(
    { fromMs, toMs, domain, height },
    onBox,
  );
  return (
    <div
      className={styles.chart}
      role="figure"
      aria-label="Requests by time and duration"
      {...(onBox ? handlers : {})}
    >
      {drag ? <div className={styles.box} style={drag} /> : null}
      <ResponsiveContainer width="100%" height={height}>
        <ScatterChart
          margin={{
            top: SCATTER_TOP,
            right: PLOT.right,
            bottom: 0,
            left: 0,
          }}
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
            tickFormatter={value =>
              formatDuration(Number(value)).replace(/ /g, '\u00a0')
            }
            width={PLOT.left}
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
