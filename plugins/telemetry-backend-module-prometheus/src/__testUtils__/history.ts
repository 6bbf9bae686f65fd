/** One target's requests over time. */
export interface Target {
  /** Labels of its series, `job` and `instance` included. */
  labels: Record<string, string>;
  /** Of `target_info`; none when undefined. */
  info?: Record<string, string>;
  fromS: number;
  toS: number;
  /** Requests per second, all of one duration. */
  rate: number;
  durationSeconds: number;
  /** Every n-th request fails; none when 0. */
  everyNthFails: number;
  /** Seconds between scrapes; 15 where nothing is said. */
  scrapedEveryS?: number;
}

const STEP_S = 15;
const BUCKETS = [
  '0.005',
  '0.01',
  '0.025',
  '0.05',
  '0.1',
  '0.25',
  '0.5',
  '1.0',
  '2.5',
  '+Inf',
];
const NAME = 'http_server_request_duration_seconds';

/**
 * OpenMetrics with a sample of every series each 15 s, as scraping would have left it.
 *
 * @param more - Lines of families of their own.
 */
export function openMetricsOf(
  targets: readonly Target[],
  more: readonly string[] = [],
): string {
  const requests: string[] = [];
  const infos: string[] = [];
  for (const target of targets) {
    for (
      let at = target.fromS;
      at <= target.toS;
      at += target.scrapedEveryS ?? STEP_S
    ) {
      const total = Math.floor((at - target.fromS) * target.rate);
      const failed = target.everyNthFails
        ? Math.floor(total / target.everyNthFails)
        : 0;
      for (const [status, count] of [
        ['200', total - failed],
        ['503', failed],
      ] as const) {
        const labels = {
          ...target.labels,
          http_route: '/v1/stock/{sku}',
          http_response_status_code: status,
        };
        // A tenth of the requests takes four times as long.
        const slow = Math.floor(count / 10);
        for (const le of BUCKETS) {
          const bound = le === '+Inf' ? Infinity : Number(le);
          const within =
            (target.durationSeconds <= bound ? count - slow : 0) +
            (target.durationSeconds * 4 <= bound ? slow : 0);
          requests.push(
            `${NAME}_bucket${text({ ...labels, le })} ${within} ${at}`,
          );
        }
        requests.push(`${NAME}_count${text(labels)} ${count} ${at}`);
        requests.push(
          `${NAME}_sum${text(labels)} ${
            (count - slow + slow * 4) * target.durationSeconds
          } ${at}`,
        );
      }
      if (target.info) {
        const { job, instance } = target.labels;
        infos.push(
          `target_info${text({ job, instance, ...target.info })} 1 ${at}`,
        );
      }
    }
  }
  return [
    `# TYPE ${NAME} histogram`,
    ...requests,
    '# TYPE target gauge',
    ...infos,
    ...more,
    '# EOF',
    '',
  ].join('\n');
}

function text(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value}"`,
  );
  return `{${pairs.join(',')}}`;
}
