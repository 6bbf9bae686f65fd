import { VisuallyHidden } from '@backstage/ui';
import { LogLevel, LogVolume } from '@sextant/plugin-telemetry-common';
import {
  ChartSelection,
  formatCount,
  formatFull,
  formatTick,
  PLOT,
  timeTicks,
  useChartGestures,
} from '@sextant/plugin-kit-react';
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis } from 'recharts';
import { useId } from 'react';
import styles from './VolumeChart.module.css';

const COLOURS: Record<LogLevel, string> = {
  fatal: 'var(--sx-bad)',
  error: 'var(--sx-bad)',
  warn: 'var(--sx-warn)',
  info: 'var(--sx-line)',
  debug: 'var(--sx-line)',
  trace: 'var(--sx-line)',
  unknown: 'var(--sx-line)',
};

/** Lines per step by level: what is fine in grey, trouble in its colour on top. */
export function VolumeChart(props: {
  volume: LogVolume;
  /** Only these; all where none is chosen. */
  levels?: readonly string[];
  height?: number;
  onZoom?: (fromMs: number, toMs: number) => void;
}) {
  const { volume, height = 74, onZoom } = props;
  const id = useId();
  const chosen = new Set(props.levels);
  const series = volume.series.filter(
    ({ level }) => chosen.size === 0 || chosen.has(level),
  );
  const { selection, handlers } = useChartGestures({
    fromMs: volume.fromMs,
    toMs: volume.toMs,
    timesMs: volume.timesMs,
    onZoom,
  });
  const data = volume.timesMs.map((time, index) => ({
    time,
    ...Object.fromEntries(
      series.map(({ level, counts }) => [level, counts[index]]),
    ),
  }));
  const levels = series.map(({ level }) => level).reverse();
  return (
    <div
      className={styles.chart}
      role="group"
      aria-roledescription="chart"
      aria-label="Log lines by level over time"
      aria-describedby={id}
      // Keys mark a range, as the pointer does.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      {...handlers}
    >
      <VisuallyHidden id={id}>
        Arrow keys with Shift mark a range, and Enter zooms into it.
      </VisuallyHidden>
      {selection ? (
        <ChartSelection selection={selection} range={volume} />
      ) : null}
      <ResponsiveContainer width="100%" height={height}>
        <BarChart
          data={data}
          margin={{ top: 2, right: PLOT.right, bottom: 0, left: PLOT.left }}
          barCategoryGap={1}
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="time"
            type="number"
            domain={[volume.fromMs, volume.toMs]}
            allowDataOverflow
            ticks={timeTicks(volume.fromMs, volume.toMs, 6)}
            tickFormatter={tick =>
              formatTick(Number(tick), volume.toMs - volume.fromMs)
            }
            tick={{ fontSize: 10.5, fill: 'var(--sx-muted)' }}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--sx-hover)' }}
            content={({ active, payload, label }) =>
              active && payload && payload.length > 0 ? (
                <div className={styles.tooltip}>
                  <div>{formatFull(Number(label))}</div>
                  {payload.map(item => (
                    <div key={String(item.dataKey)}>
                      {String(item.dataKey)}{' '}
                      <b>{formatCount(Number(item.value))}</b>
                    </div>
                  ))}
                </div>
              ) : null
            }
          />
          {levels.map(level => (
            <Bar
              key={level}
              dataKey={level}
              stackId="lines"
              fill={COLOURS[level]}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
