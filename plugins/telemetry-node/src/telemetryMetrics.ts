import { Counter, Gauge, Histogram, register } from 'prom-client';

/** The portal's own metrics, one of each in a process however many plugins use them. */
function once<T>(
  name: string,
  create: () => T,
  is: (found: unknown) => found is T,
): T {
  const found = register.getSingleMetric(name);
  return is(found) ? found : create();
}

const isCounter = (found: unknown): found is Counter =>
  found instanceof Counter;
const isGauge = (found: unknown): found is Gauge => found instanceof Gauge;
const isHistogram = (found: unknown): found is Histogram =>
  found instanceof Histogram;

function counter(name: string, help: string, labelNames: string[]): Counter {
  return once(name, () => new Counter({ name, help, labelNames }), isCounter);
}

/** What the portal counts about itself, for `/metrics`. @public */
export const telemetryMetrics = {
  /** Seconds; by upstream, operation and outcome (`ok` or the kind of failure). */
  upstreamDuration: once(
    'sextant_upstream_request_duration_seconds',
    () =>
      new Histogram({
        name: 'sextant_upstream_request_duration_seconds',
        help: 'Time a telemetry upstream took to answer',
        labelNames: ['upstream', 'operation', 'outcome'],
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      }),
    isHistogram,
  ),
  upstreamErrors: counter(
    'sextant_upstream_errors_total',
    'Requests to a telemetry upstream that failed, by kind of failure',
    ['upstream', 'operation', 'kind'],
  ),
  /** 0 closed, 1 open, 2 half open. */
  breakerState: once(
    'sextant_upstream_breaker_state',
    () =>
      new Gauge({
        name: 'sextant_upstream_breaker_state',
        help: 'Circuit breaker of a telemetry upstream: 0 closed, 1 open, 2 half open',
        labelNames: ['upstream'],
      }),
    isGauge,
  ),
  /** By question and result: `hit`, `shared` (somebody was asking already) or `miss`. */
  cacheReads: counter(
    'sextant_cache_reads_total',
    'Questions answered from the cache, from somebody else’s question, or upstream',
    ['question', 'result'],
  ),
  /** By source (`otlp`), signal and outcome (`stored`, `rejected`, `refused`). */
  ingested: counter(
    'sextant_ingested_items_total',
    'Spans, data points and log records that were sent to the portal',
    ['source', 'signal', 'outcome'],
  ),
};
