import {
  jaegerAnswer,
  lokiAnswer,
  prometheusAnswer,
} from '../plugins/telemetry-backend/src/__testUtils__/upstreams';
import { PANELS, portalOverUpstreams } from './portalOverUpstreams';
import { quantileOf, report } from './store';

/** What a query takes upstream: as Prometheus, Jaeger and Loki take in the recordings' notes. */
const DELAYS = { prometheus: 120, jaeger: 200, loki: 250 };
const REFRESH_MS = 15_000;

async function main() {
  const slow =
    (
      answer: typeof prometheusAnswer,
      delayMs: number,
    ): typeof prometheusAnswer =>
    (target, method, body) => ({ ...answer(target, method, body), delayMs });
  const { base: services, upstreams } = await portalOverUpstreams(
    {
      prometheus: slow(prometheusAnswer, DELAYS.prometheus),
      jaeger: slow(jaegerAnswer, DELAYS.jaeger),
      loki: slow(lokiAnswer, DELAYS.loki),
    },
    ['pricing'],
  );
  const base = `${services}/pricing`;
  /** One viewer's page: all panels at once, until the last has come. */
  const view = async () => {
    const started = performance.now();
    await Promise.all(
      PANELS.map(async panel => {
        const response = await fetch(`${base}/${panel}?from=now-1h`);
        if (!response.ok) {
          throw new Error(`${panel}: ${await response.text()}`);
        }
        await response.arrayBuffer();
      }),
    );
    return performance.now() - started;
  };
  const asked = () =>
    upstreams.reduce((sum, { requests }) => sum + requests.length, 0);
  /** To the beginning of the next refresh interval, with a second to spare. */
  const nextInterval = () =>
    new Promise(resolve =>
      setTimeout(resolve, REFRESH_MS - (Date.now() % REFRESH_MS) + 1_000),
    );

  await view();
  const slowest = Math.max(...Object.values(DELAYS));
  const times: number[] = [];
  for (const viewers of [1, 20, 200]) {
    await nextInterval();
    const before = asked();
    const views = await Promise.all(Array.from({ length: viewers }, view));
    const again = await Promise.all(Array.from({ length: viewers }, view));
    const queries = asked() - before;
    times.push(quantileOf(views, 0.5));
    report(
      `${viewers} viewers: upstream queries in one interval`,
      `${queries}, ${(queries / viewers).toFixed(2)} per viewer`,
      '≤ 1 per distinct query',
    );
    report(
      '  all panels, p50 and p95',
      `${quantileOf(views, 0.5).toFixed(0)} ms, ${quantileOf(
        views,
        0.95,
      ).toFixed(0)} ms`,
      '-',
    );
    report(
      '  from the cache, p95',
      `${quantileOf(again, 0.95).toFixed(0)} ms`,
      '-',
    );
  }
  report(
    'the one view against its slowest upstream query',
    `${(times[0] / slowest).toFixed(2)} ×  (${times[0].toFixed(
      0,
    )} ms against ${slowest} ms)`,
    '≤ 1.2 ×',
  );
  // Connections that are kept alive would hold the end up for minutes.
  process.exit();
}

main();
