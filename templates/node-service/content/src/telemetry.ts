import { metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { hostname } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { identity } from './identity.js';

// Loaded before everything else (node --import), so that nothing starts unobserved.
const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '${{ values.otlpEndpoint }}';

const resource = resourceFromAttributes({
  'service.name': identity.name,
  'service.version': identity.version,
  'service.instance.id': `${hostname()}-${process.pid}`,
  'deployment.environment.name': identity.environment,
});

const traces = new NodeTracerProvider({
  resource,
  spanProcessors: [
    new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }), {
      scheduledDelayMillis: 2_000,
    }),
  ],
});
traces.register();

const meters = new MeterProvider({
  resource,
  readers: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${endpoint}/v1/metrics` }),
      exportIntervalMillis: 15_000,
    }),
  ],
});
metrics.setGlobalMeterProvider(meters);

const logRecords = new LoggerProvider({
  resource,
  processors: [
    new BatchLogRecordProcessor({
      exporter: new OTLPLogExporter({ url: `${endpoint}/v1/logs` }),
      scheduledDelayMillis: 2_000,
    }),
  ],
});
logs.setGlobalLoggerProvider(logRecords);

observeProcess();

/** Sends what is still waiting; called before the process ends. */
export async function flushTelemetry(): Promise<void> {
  await Promise.allSettled([traces.shutdown(), meters.shutdown(), logRecords.shutdown()]);
}

/** CPU, memory and event-loop delay under their OpenTelemetry names. */
function observeProcess() {
  const meter = metrics.getMeter('process');
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let before = { cpu: process.cpuUsage(), at: performance.now() };
  meter.createObservableGauge('process.cpu.utilization', { unit: '1' }).addCallback(result => {
    const cpu = process.cpuUsage(before.cpu);
    const elapsedUs = (performance.now() - before.at) * 1000;
    before = { cpu: process.cpuUsage(), at: performance.now() };
    result.observe((cpu.user + cpu.system) / elapsedUs);
  });
  meter
    .createObservableUpDownCounter('process.memory.usage', { unit: 'By' })
    .addCallback(result => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableGauge('nodejs.eventloop.delay.p99', { unit: 's' })
    .addCallback(result => {
      result.observe(delay.percentile(99) / 1e9);
      delay.reset();
    });
}
