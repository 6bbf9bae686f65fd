import { Meter } from '@opentelemetry/api';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();

/**
 * Reports CPU, memory and event-loop delay under their OpenTelemetry names. The fleet's instances
 * share one process, so that each reports its part of it.
 */
export function observeProcess(meter: Meter, instances: number) {
  let before = { cpu: process.cpuUsage(), at: performance.now() };
  meter
    .createObservableGauge('process.cpu.utilization', { unit: '1' })
    .addCallback(result => {
      const cpu = process.cpuUsage(before.cpu);
      const elapsedUs = (performance.now() - before.at) * 1000;
      before = { cpu: process.cpuUsage(), at: performance.now() };
      result.observe((cpu.user + cpu.system) / elapsedUs / instances);
    });
  meter
    .createObservableUpDownCounter('process.memory.usage', { unit: 'By' })
    .addCallback(result =>
      result.observe(process.memoryUsage.rss() / instances),
    );
  meter
    .createObservableGauge('nodejs.eventloop.delay.p99', { unit: 's' })
    .addCallback(result => result.observe(delay.percentile(99) / 1e9));
}
