import { LogLevel, LogVolume } from '@sextant/plugin-telemetry-common';
import {
  formatCount,
  formatFull,
  formatTick,
  timeTicks,
} from '@sextant/plugin-kit-react';
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis } from 'recharts';
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
export function VolumeChart(props: { volume: LogVolume; height?: number }) {
  const { volume, height = 74 } = props;
  const data = volume.timesMs.map((time, index) => ({
    time,
    ...Object.fromEntries(
      volume.series.map(({ level, counts }) => [level, counts[index]]),
    ),
  }));
  const levels = volume.series.map(({ level }) => level).reverse();
  return (
    <div
      className={styles.chart}
      role="img"
      aria-label="Log lines by level over time"
    >
      <ResponsiveContainer width="100%" height={height}>
        <BarChart
          data={data}
          margin={{ top: 2, right: 4, bottom: 0, left: 4 }}
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
