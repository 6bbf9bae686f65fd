import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  Metrics,
  MetricSeries,
  RuntimeSeries,
} from '@sextant/plugin-telemetry-common';
import {
  ChartMarker,
  ChartDot,
  ChartLine,
  formatBytes,
  formatDuration,
  formatPercent,
  formatRate,
  Panel,
  Result,
  TimeSeriesChart,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { traceRouteRef } from '../../routes';
import styles from './ObserveView.module.css';

/** Charts with this id share their crosshair. */
const SYNC = 'observe';

const RUNTIME: Record<
  RuntimeSeries['metric'],
  { title: string; format: (value: number) => string }
> = {
  cpu: { title: 'CPU', format: value => formatPercent(value) },
  memory: { title: 'Memory', format: value => formatBytes(value) },
  'event-loop': {
    title: 'Event loop p99',
    format: value => formatDuration(value),
  },
  gc: { title: 'Garbage collection', format: value => formatPercent(value) },
};

const NO_RUNTIME: { runtime: RuntimeSeries[] } = { runtime: [] };

interface MetricPanelsProps {
  result: Result<Metrics>;
  colours: ReadonlyMap<string, string>;
  markers: readonly ChartMarker[];
  onZoom: (fromMs: number, toMs: number) => void;
}

/** Rate, errors and latency by version. */
export function MetricPanels(props: MetricPanelsProps) {
  const { result, colours, markers, onZoom } = props;
  const traceHref = useRouteRef(traceRouteRef);
  const shared = { markers, onZoom, syncId: SYNC };
  return (
    <div className={styles.thirds}>
      <Panel title="Rate" subtitle="requests/s by version" result={result}>
        {metrics => (
          <TimeSeriesChart
            {...shared}
            {...axisOf(metrics)}
            label="Requests per second by version"
            lines={linesOf(metrics.series, 'rate', colours)}
            format={value => formatRate(value)}
          />
        )}
      </Panel>
      <Panel title="Errors" subtitle="% by version" result={result}>
        {metrics => (
          <TimeSeriesChart
            {...shared}
            {...axisOf(metrics)}
            label="Part of requests that failed, by version"
            lines={linesOf(metrics.series, 'errorRatio', colours)}
            format={value => formatPercent(value)}
            topOfZero={0.01}
          />
        )}
      </Panel>
      <Panel title="Latency" subtitle="p95 · dotted p50, p99" result={result}>
        {metrics => (
          <TimeSeriesChart
            {...shared}
            {...axisOf(metrics)}
            label="Latency by version"
            lines={[
              ...linesOf(metrics.series, 'p95', colours),
              ...linesOf(metrics.series, 'p50', colours),
              ...linesOf(metrics.series, 'p99', colours),
            ]}
            dots={dotsOf(metrics, colours, traceHref)}
            format={value => formatDuration(value)}
          />
        )}
      </Panel>
    </div>
  );
}

/** What the processes of each version use; nothing where no runtime metrics were sent. */
export function RuntimePanels(props: MetricPanelsProps) {
  const { result, colours, markers, onZoom } = props;
  const shared = { markers, onZoom, syncId: SYNC };
  const { runtime } = whileUnknown(result, NO_RUNTIME);
  const kinds = [...new Set(runtime.map(({ metric }) => metric))];
  return kinds.length > 0 ? (
    <div className={styles.thirds}>
      {kinds.map(kind => (
        <Panel
          key={kind}
          title={RUNTIME[kind].title}
          subtitle="per instance by version"
          result={result}
          height={80}
        >
          {metrics => (
            <TimeSeriesChart
              {...shared}
              {...axisOf(metrics)}
              height={90}
              label={`${RUNTIME[kind].title} by version`}
              lines={metrics.runtime
                .filter(series => series.metric === kind)
                .map(series => ({
                  key: series.key,
                  label: series.key,
                  colour: colours.get(series.key) ?? 'var(--sx-unknown)',
                  values: series.values,
                }))}
              format={RUNTIME[kind].format}
            />
          )}
        </Panel>
      ))}
    </div>
  ) : null;
}

function axisOf({ fromMs, toMs, timesMs }: Metrics) {
  return { fromMs, toMs, timesMs };
}

function linesOf(
  series: readonly MetricSeries[],
  figure: 'rate' | 'errorRatio' | 'p50' | 'p95' | 'p99',
  colours: ReadonlyMap<string, string>,
): ChartLine[] {
  const secondary = figure === 'p50' || figure === 'p99';
  const suffix = figure.startsWith('p') ? ` ${figure}` : '';
  return series.map(line => ({
    key: `${line.key}${suffix}`,
    label: `${line.key}${suffix}`,
    colour: colours.get(line.key) ?? 'var(--sx-unknown)',
    values: line[figure],
    secondary,
  }));
}

function dotsOf(
  metrics: Metrics,
  colours: ReadonlyMap<string, string>,
  traceHref: ((params: { traceId: string }) => string) | undefined,
): ChartDot[] {
  if (!traceHref) {
    return [];
  }
  const top = Math.max(
    ...metrics.series.flatMap(series => series.p99.map(value => value ?? 0)),
  );
  return metrics.exemplars
    .filter(({ durationSeconds }) => durationSeconds <= top * 1.2)
    .map(exemplar => ({
      id: exemplar.spanId,
      timeMs: exemplar.timeMs,
      value: exemplar.durationSeconds,
      colour: colours.get(exemplar.key) ?? 'var(--sx-unknown)',
      title: `Trace of ${formatDuration(exemplar.durationSeconds)}, ${
        exemplar.key
      }`,
      href: `${traceHref({ traceId: exemplar.traceId })}?span=${
        exemplar.spanId
      }`,
    }));
}
