#!/usr/bin/env node
// The portal with the demo fleet: frontend on 3000, backend on 7007, fleet from 7100 on.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  endOf,
  root,
  start,
  startFleet,
  stopAll,
  waitFor,
} from './processes.mjs';

const READY_MS = 240_000;
const { version } = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);
const logs = {
  portal: path.join(root, 'data/logs/portal.log'),
  fleet: path.join(root, 'data/logs/fleet.log'),
};
const startedMs = Date.now();
const say = text => process.stdout.write(`${text}\n`);
const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
const shown = file => path.relative(root, file);

// SEXTANT_CONFIG: a file to lay over app-config.yaml, e.g. app-config.upstreams.yaml.
const overlay = process.env.SEXTANT_CONFIG
  ? ['app-config.yaml', process.env.SEXTANT_CONFIG].flatMap(file => [
      '--config',
      path.join(root, file),
    ])
  : [];
// SEXTANT_FLEET: `none` for no fleet, `quiet` for one that begins without an incident.
const hasFleet = process.env.SEXTANT_FLEET !== 'none';

say(`\n  Sextant ${version}\n`);
// The portal is a service of its own catalog: it reports to itself, unless told otherwise.
const portal = start(
  'yarn',
  [
    'backstage-cli',
    'repo',
    'start',
    'packages/app',
    'packages/backend',
    ...overlay,
  ],
  {
    log: logs.portal,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:7007/api/telemetry/otlp',
      OTEL_SERVICE_NAME: 'sextant-portal',
      OTEL_RESOURCE_ATTRIBUTES: `service.version=${version},deployment.environment.name=production`,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
      ...process.env,
    },
  },
);
const fleet = hasFleet ? startFleet({ log: logs.fleet }) : undefined;

let stopping = false;
let isOver = false;
async function stop(code) {
  if (!stopping) {
    stopping = true;
    await stopAll();
    process.exit(code);
  }
}
/** Says why in the words of the one that failed, and leaves nothing running. */
async function fail(what, log) {
  if (!stopping) {
    say(`\n  ${what}. The end of ${shown(log)}:\n\n${endOf(log)}\n`);
    await stop(1);
  }
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
process.on('SIGHUP', () => stop(0));
portal.once('exit', code => {
  isOver = true;
  fail(`The portal ended with ${code}`, logs.portal);
});
fleet?.once('exit', code =>
  fail(`The demo fleet ended with ${code}`, logs.fleet),
);

async function ready(what, url) {
  say(`  … ${what}`);
  await waitFor(url, READY_MS, () => isOver || stopping);
  say(`  ✓ ${what}, after ${seconds()}`);
}

try {
  await ready(
    'backend',
    'http://localhost:7007/.backstage/health/v1/readiness',
  );
  await ready('frontend', 'http://localhost:3000/');
  say(`
  Sextant is ready   http://localhost:3000

  Logs               ${Object.values(logs).map(shown).join(', ')}${
    hasFleet
      ? `
  Break something    npm run fleet -- incident slow-database
  Heal it            npm run fleet -- recover`
      : ''
  }
  Stop               Ctrl+C
`);
} catch (error) {
  await fail(error.message, logs.portal);
}
