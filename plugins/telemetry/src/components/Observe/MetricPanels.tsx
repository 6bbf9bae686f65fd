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
  TimeSeriesChartProps,
  useSearchParam,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { traceRouteRef } from '../../routes';
import styles from './ObserveView.module.css';

const RUNTIME: Record<
  RuntimeSeries['metric'],
  {
    title: string;
    kind: TimeSeriesChartProps['kind'];
    format: (value: number) => string;
  }
> = {
  cpu: { title: 'CPU', kind: 'amount', format: formatPercent },
  memory: { title: 'Memory', kind: 'amount', format: formatBytes },
  'event-loop': {
    title: 'Event loop p99',
    kind: 'duration',
    format: formatDuration,
  },
  gc: { title: 'Garbage collection', kind: 'ratio', format: formatPercent },
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
  const [scale, setScale] = useSearchParam('scale');
  const isLog = scale === 'log';
  const shared = { markers, onZoom };
  return (
    <div className={styles.thirds}>
      <Panel title="Rate" subtitle="requests/s by version" result={result}>
        {metrics => (
          <TimeSeriesChart
            {...shared}
            {...axisOf(metrics)}
            label="Requests per second by version"
            lines={linesOf(metrics.series, 'rate', colours)}
            kind="amount"
            format={formatRate}
            formatValue={perSecond}
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
            kind="ratio"
            format={formatPercent}
            leastTop={0.01}
          />
        )}
      </Panel>
      <Panel
        title="Latency"
        subtitle="p95 (p50, p99)"
        result={result}
        action={
          <button
            type="button"
            className={styles.scale}
            aria-pressed={isLog}
            onClick={() => setScale(isLog ? '' : 'log')}
          >
            log scale
          </button>
        }
      >
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
            kind="duration"
            isLog={isLog}
            format={formatDuration}
          />
        )}
      </Panel>
    </div>
  );
}

/** What the processes of each version use; nothing where no runtime metrics were sent. */
export function RuntimePanels(props: MetricPanelsProps) {
  const { result, colours, markers, onZoom } = props;
  const shared = { markers, onZoom };
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
              kind={RUNTIME[kind].kind}
              format={RUNTIME[kind].format}
            />
          )}
        </Panel>
      ))}
    </div>
  ) : null;
}

/** Each point stands at the end of its interval, the newest one now: nothing is seen before it happened. */
function axisOf({ fromMs, toMs, timesMs, stepSeconds }: Metrics) {
  return {
    fromMs,
    toMs,
    timesMs: timesMs.map(time => Math.min(toMs, time + stepSeconds * 1000)),
  };
}

function perSecond(rate: number): string {
  return `${formatRate(rate)} /s`;
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
    counts: figure === 'rate' ? undefined : line.requests,
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
