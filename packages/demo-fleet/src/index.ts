import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createControlServer } from './createControlServer';
import { DeploymentAnnouncer } from './DeploymentAnnouncer';
import { FleetDiary } from './FleetDiary';
import { LoadGenerator } from './load/LoadGenerator';
import { sendHistory } from './load/sendHistory';
import { Incidents } from './runtime/Incidents';
import { listen } from './runtime/listen';
import { LiveFleet } from './runtime/LiveFleet';

/** `none` where there is no portal to wait for and to tell deployments to. */
const PORTAL = process.env.SEXTANT_URL ?? 'http://localhost:7007';
const TOKEN = process.env.SEXTANT_TOKEN;
const OTLP =
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? `${PORTAL}/api/telemetry/otlp`;
const ENVIRONMENT = process.env.FLEET_ENVIRONMENT ?? 'production';
/** The instances follow from the next one; 0 lets the system choose them all. */
const CONTROL_PORT = Number(process.env.FLEET_PORT ?? 7100);
const PEAK_PER_SECOND = Number(process.env.FLEET_PEAK_PER_SECOND ?? 4);
const DATA = process.env.FLEET_DATA ?? path.resolve('data');
const HOST = process.env.FLEET_HOST ?? '127.0.0.1';
const HISTORY = process.env.FLEET_HISTORY !== 'none';

async function main() {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stop.abort());
  }
  const say = (text: string) => process.stdout.write(`[fleet] ${text}\n`);
  if (PORTAL !== 'none') {
    await waitForPortal(stop.signal);
  }

  const target = {
    endpoint: OTLP,
    signals: {
      traces: process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
      logs: process.env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT,
      metrics: process.env.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
    },
    headers: TOKEN ? { authorization: `Bearer ${TOKEN}` } : undefined,
  };
  const startedMs = Date.now();
  const diary = new FleetDiary(path.join(DATA, 'fleet.json'), startedMs);
  const gap = HISTORY ? diary.gap(startedMs) : undefined;
  const incidents = new Incidents();
  const fleet = new LiveFleet(incidents, diary.bornMs);
  await fleet.start(
    ENVIRONMENT,
    target,
    CONTROL_PORT === 0 ? 0 : CONTROL_PORT + 1,
    HOST,
  );
  const announcer = new DeploymentAnnouncer(
    `${PORTAL}/api/deployments`,
    ENVIRONMENT,
    TOKEN,
  );
  if (PORTAL !== 'none') {
    await announcer
      .announceFleet(diary.bornMs)
      .catch(error => say(`deployments were not announced: ${error.message}`));
  }
  const control = createControlServer({
    fleet,
    incidents,
    announcer,
    environment: ENVIRONMENT,
  });
  const controlPort = await listen(control, CONTROL_PORT, HOST);
  say(
    `${
      fleet.addresses().length
    } instances run; control on port ${controlPort}; incidents: yarn fleet incident <name>`,
  );

  const load = new LoadGenerator(fleet, PEAK_PER_SECOND).run(stop.signal);
  if (gap) {
    const visits = await sendHistory({
      ...gap,
      environment: ENVIRONMENT,
      target,
      bornMs: diary.bornMs,
      peakPerSecond: PEAK_PER_SECOND,
      signal: stop.signal,
    });
    const minutes = Math.round((gap.toMs - gap.fromMs) / 60_000);
    say(`${minutes} minutes of history sent (${visits} visits)`);
  }
  while (!stop.signal.aborted) {
    diary.write(Date.now());
    await sleep(10_000, undefined, { signal: stop.signal }).catch(
      () => undefined,
    );
  }
  // A portal that is gone must not keep the fleet from ending.
  setTimeout(() => process.exit(0), 5_000).unref();
  await load;
  control.close();
  await fleet.stop();
}

async function waitForPortal(signal: AbortSignal) {
  while (!signal.aborted) {
    const ready = await fetch(`${PORTAL}/.backstage/health/v1/readiness`, {
      signal,
    }).then(
      response => response.ok,
      () => false,
    );
    if (ready) {
      return;
    }
    await sleep(500, undefined, { signal }).catch(() => undefined);
  }
}

main().catch(error => {
  process.stderr.write(`[fleet] ${error.stack}\n`);
  // What listens already would keep a fleet that cannot start from ending.
  process.exit(1);
});
