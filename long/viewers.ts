import { PANELS, portalOverUpstreams } from '../bench/portalOverUpstreams';
import {
  jaegerAnswer,
  lokiAnswer,
  prometheusAnswer,
} from '../plugins/telemetry-backend/src/__testUtils__/upstreams';
import { report } from './portal';

const VIEWERS = 20;
const SERVICES = 10;
const HOUR_MS = 3_600_000;
const REFRESH_MS = 15_000;
const MEASURED_EVERY_MS = 600_000;
const FLAT_MB = 30;

/** The recorded service under the name that is asked for. */
const ofService =
  (answer: typeof prometheusAnswer): typeof prometheusAnswer =>
  (target, method, body) => {
    const asked = decodeURIComponent(`${target.search} ${body}`);
    const [name = 'service-0'] = /service-\d+/.exec(asked) ?? [];
    const answered = answer(
      new URL(target.href.replaceAll(name, 'pricing')),
      method,
      body.replaceAll(name, 'pricing'),
    );
    return { ...answered, body: answered.body.replaceAll('pricing', name) };
  };

/** An hour of people who look at services, on a clock that is moved by hand. */
async function main() {
  let nowMs = Date.now();
  Date.now = () => nowMs;
  const { base, upstreams } = await portalOverUpstreams(
    {
      prometheus: ofService(prometheusAnswer),
      jaeger: ofService(jaegerAnswer),
      loki: ofService(lokiAnswer),
    },
    Array.from({ length: SERVICES }, (_, at) => `service-${at}`),
  );
  const view = async (viewer: number) => {
    for (const panel of PANELS) {
      const response = await fetch(
        `${base}/service-${viewer % SERVICES}/${panel}?from=now-1h`,
      );
      const text = await response.text();
      if (!response.ok) {
        throw new Error(`${panel}: ${text.slice(0, 300)}`);
      }
    }
  };
  const heaps: number[] = [];
  for (let passed = 0; passed <= HOUR_MS; passed += REFRESH_MS) {
    await Promise.all(Array.from({ length: VIEWERS }, (_, at) => view(at)));
    nowMs += REFRESH_MS;
    upstreams.forEach(upstream => upstream.requests.splice(0));
    if (passed % MEASURED_EVERY_MS === 0) {
      global.gc?.();
      heaps.push(process.memoryUsage().heapUsed / 1e6);
    }
  }
  // Caches are filled in the first ten minutes.
  const kept = heaps.slice(1);
  const grown = Math.max(...kept) - Math.min(...kept);
  report(
    `${VIEWERS} viewers of ${SERVICES} services, an hour`,
    `heap after collection ${heaps
      .map(heap => Math.round(heap))
      .join(', ')} MB every ten minutes, within ${grown.toFixed(1)} MB`,
    grown <= FLAT_MB,
  );
  // Connections that are kept alive would hold the end up for minutes.
  process.exit();
}

main();
