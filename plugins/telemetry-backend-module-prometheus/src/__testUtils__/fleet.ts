import { Target } from './history';

/** Seconds since the epoch; what is told ends here. */
export const NOW_S = Math.floor(Date.now() / 60_000) * 60;
/** Where most of it begins. */
export const FROM_S = NOW_S - 3600;
/** What all of them count in. */
export const NAME = 'http_server_request_duration_seconds';

const base: Omit<Target, 'labels'> = {
  fromS: FROM_S,
  toS: NOW_S,
  rate: 2,
  durationSeconds: 0.02,
  everyNthFails: 0,
};
const inventory = (
  version: string,
  instance: string,
  more: Partial<Target>,
) => ({
  ...base,
  ...more,
  labels: {
    job: 'commerce',
    instance,
    service: 'inventory',
    version,
    deployment_environment: 'production',
  },
});
/** As an OpenTelemetry SDK's Prometheus exporter has it: the version on `target_info` only. */
const joined =
  (service: string) =>
  (instance: string, version: string, more: Partial<Target>): Target => ({
    ...base,
    ...more,
    labels: { job: `shop/${service}`, instance },
    info: { service_version: version },
  });
const payment = joined('payment');
const rare = (instance: string, more: Partial<Target>) =>
  joined('rare')(instance, '1.0.0', more);
const sparse = (instance: string, more: Partial<Target>) =>
  joined('sparse')(instance, '1.0.0', more);
const pods = (instance: string, more: Partial<Target>) =>
  joined('pods')(instance, '1.0.0', more);

/** Services in the ways in which versions, scrapes and rollouts come. */
export const TARGETS: Target[] = [
  inventory('2.2.0', 'a:80', { rate: 10, everyNthFails: 100 }),
  inventory('2.2.0', 'b:80', { rate: 8 }),
  inventory('2.3.0', 'c:80', {
    rate: 2,
    everyNthFails: 4,
    durationSeconds: 0.2,
    fromS: NOW_S - 1200,
  }),
  payment('p1:80', '1.0.0', { rate: 4, everyNthFails: 20 }),
  // The same address, deployed anew half an hour ago: for five minutes both infos are in sight.
  payment('p2:80', '1.0.0', { toS: NOW_S - 1800, rate: 3 }),
  payment('p2:80', '1.1.0', {
    fromS: NOW_S - 1785,
    rate: 3,
    durationSeconds: 0.04,
  }),
  // One request a minute, between the samples of two steps.
  rare('r:80', { rate: 1 / 60, fromS: FROM_S - 593 }),
  sparse('s:80', { rate: 2, scrapedEveryS: 60, fromS: FROM_S - 593 }),
  // Pods that came and went, a quarter of an hour each.
  ...[0, 1, 2, 3].map(at =>
    pods(`pod-${at}:80`, {
      fromS: FROM_S + at * 900 + 15,
      toS: FROM_S + (at + 1) * 900 - 15,
    }),
  ),
];
