#!/usr/bin/env node
// The portal with the demo fleet: frontend on 3000, backend on 7007, fleet from 7100 on.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, start, startFleet, stopAll, waitFor } from './processes.mjs';

const { version } = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);
// SEXTANT_CONFIG: a file to lay over app-config.yaml, e.g. app-config.upstreams.yaml.
const overlay = process.env.SEXTANT_CONFIG
  ? ['app-config.yaml', process.env.SEXTANT_CONFIG].flatMap(file => [
      '--config',
      path.join(root, file),
    ])
  : [];
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
const fleet = process.env.SEXTANT_FLEET === 'none' ? undefined : startFleet();

let stopping = false;
async function stop(code) {
  if (!stopping) {
    stopping = true;
    await stopAll();
    process.exit(code);
  }
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
portal.once('exit', code => stop(code ?? 1));
fleet?.once('exit', code => stop(code ?? 1));

await waitFor('http://localhost:7007/.backstage/health/v1/readiness', 240_000);
await waitFor('http://localhost:3000/', 240_000);
process.stdout.write('\n  Sextant is ready: http://localhost:3000\n\n');
