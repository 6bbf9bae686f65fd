import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createControlServer } from './createControlServer';
import { DeploymentAnnouncer } from './DeploymentAnnouncer';
import { FleetDiary } from './FleetDiary';
import { incidentChange } from './incidentChanges';
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
/** `quiet` begins without an incident. */
const STORY = process.env.SEXTANT_FLEET !== 'quiet';
const STORY_MS = 12 * 60_000;

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
  // Who comes first sees something at once; it goes on until it is ended.
  const storyMs = Math.max(gap?.fromMs ?? startedMs, startedMs - STORY_MS);
  if (STORY) {
    incidents.start('bad-canary', storyMs, Infinity);
  }
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
    await announce(announcer, diary.bornMs, STORY ? storyMs : undefined).catch(
      error => say(`deployments were not announced: ${error.message}`),
    );
  }
  const control = createControlServer({ fleet, incidents, announcer });
  const controlPort = await listen(control, CONTROL_PORT, HOST);
  say(
    `${
      fleet.addresses().length
    } instances run; control on port ${controlPort}; incidents: npm run fleet -- incident <name>`,
  );

  const load = new LoadGenerator(fleet, PEAK_PER_SECOND).run(stop.signal);
  if (gap) {
    const visits = await sendHistory({
      ...gap,
      environment: ENVIRONMENT,
      target,
      bornMs: diary.bornMs,
      peakPerSecond: PEAK_PER_SECOND,
      incidents,
      signal: stop.signal,
    });
    const minutes = Math.round((gap.toMs - gap.fromMs) / 60_000);
    say(`${minutes} minutes of history sent (${visits} visits)`);
  }
  while (!stop.signal.aborted) {
    diary.write(Date.now());
    for (const name of PORTAL === 'none' ? [] : incidents.takeEnded()) {
      await announcer
        .announce(incidentChange(name, 'recovery'))
        .catch(error => say(`a change was not announced: ${error.message}`));
    }
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

/** What a pipeline told before now: of each version, and of the story that the fleet opens on. */
async function announce(
  announcer: DeploymentAnnouncer,
  bornMs: number,
  storyMs: number | undefined,
) {
  await announcer.announceFleet(bornMs);
  if (storyMs !== undefined) {
    await announcer.announce({
      id: `demo:bad-canary:${storyMs}`,
      ...incidentChange('bad-canary', 'cause'),
      startedAt: new Date(storyMs).toISOString(),
    });
  }
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
