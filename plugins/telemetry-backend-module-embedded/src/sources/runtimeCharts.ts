import { RuntimeSeries } from '@sextant/plugin-telemetry-common';

/** A metric that a chart of processes may be made of. */
export interface RuntimeMetric {
  name: string;
  /** Grows; a chart shows how fast. */
  isCounter?: boolean;
  /** Brings the metric's unit to the chart's. */
  factor?: number;
}

/** A chart of what processes use. */
export interface RuntimeChart {
  metric: RuntimeSeries['metric'];
  unit: RuntimeSeries['unit'];
  /** The first one that was sent is drawn. */
  from: readonly RuntimeMetric[];
}

/**
 * What the store keeps of metrics: what a process uses. Rate, errors and latency come from spans.
 *
 * Sources: OpenTelemetry semantic conventions for processes, V8 and Node.js, JVM, Go, .NET and CPython,
 * and the older `process.runtime.*` names of the instrumentation libraries.
 */
export const RUNTIME_CHARTS: readonly RuntimeChart[] = [
  {
    metric: 'cpu',
    unit: 'ratio',
    from: [
      { name: 'process.cpu.utilization' },
      { name: 'jvm.cpu.recent_utilization' },
      { name: 'process.runtime.jvm.cpu.utilization' },
      { name: 'process.runtime.cpython.cpu.utilization' },
      { name: 'process.cpu.time', isCounter: true },
      { name: 'dotnet.process.cpu.time', isCounter: true },
      { name: 'jvm.cpu.time', isCounter: true },
      { name: 'process.runtime.cpython.cpu_time', isCounter: true },
    ],
  },
  {
    metric: 'memory',
    unit: 'bytes',
    from: [
      { name: 'process.memory.usage' },
      { name: 'dotnet.process.memory.working_set' },
      { name: 'v8js.memory.heap.used' },
      { name: 'jvm.memory.used' },
      { name: 'process.runtime.jvm.memory.usage' },
      { name: 'go.memory.used' },
      { name: 'process.runtime.go.mem.heap_alloc' },
      { name: 'process.runtime.cpython.memory' },
      { name: 'process.runtime.dotnet.gc.heap.size' },
    ],
  },
  {
    metric: 'event-loop',
    unit: 'seconds',
    from: [
      { name: 'nodejs.eventloop.delay.p99' },
      { name: 'nodejs.eventloop.delay.mean' },
    ],
  },
  {
    metric: 'gc',
    unit: 'ratio',
    from: [
      { name: 'v8js.gc.duration', isCounter: true },
      { name: 'jvm.gc.duration', isCounter: true },
      { name: 'dotnet.gc.pause.time', isCounter: true },
      {
        name: 'process.runtime.jvm.gc.duration',
        isCounter: true,
        factor: 0.001,
      },
      {
        name: 'process.runtime.go.gc.pause_total_ns',
        isCounter: true,
        factor: 1e-9,
      },
      {
        name: 'process.runtime.dotnet.gc.duration',
        isCounter: true,
        factor: 1e-9,
      },
    ],
  },
];

/** Names of all metrics that are kept. */
export const RUNTIME_METRICS: ReadonlyMap<string, RuntimeMetric> = new Map(
  RUNTIME_CHARTS.flatMap(({ from }) =>
    from.map((metric): [string, RuntimeMetric] => [metric.name, metric]),
  ),
);
