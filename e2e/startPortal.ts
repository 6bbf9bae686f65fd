import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  answering,
  ROOT,
  startProcess,
  startScript,
  stopProcess,
} from './portalProcesses';

const PORTAL = 'http://localhost:3170';
const BACKEND = 'http://localhost:7107';
const CONFIG = [
  '--config',
  path.join(ROOT, 'app-config.yaml'),
  '--config',
  path.join(ROOT, 'e2e/app-config.e2e.yaml'),
];

/** Starts the portal and the demo fleet with nothing but empty data, and stops them after the tests. */
export default async function startPortal() {
  const data = mkdtempSync(path.join(tmpdir(), 'sextant-e2e-'));
  const env = {
    NODE_ENV: 'development',
    BROWSER: 'none',
    E2E_DATA: data,
    SEXTANT_URL: BACKEND,
    FLEET_DATA: data,
    FLEET_PORT: '7200',
  };
  const processes = [
    startProcess(
      'yarn',
      [
        'backstage-cli',
        'repo',
        'start',
        'packages/app',
        'packages/backend',
        ...CONFIG,
      ],
      env,
    ),
    startScript('packages/demo-fleet/src/index.ts', [], env),
  ];
  const tearDown = async () => {
    await Promise.all(processes.map(child => stopProcess(child)));
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await answering(`${BACKEND}/.backstage/health/v1/readiness`);
    await answering(PORTAL);
    await registered('component/default/inventory');
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}

/** Waits until the catalog has read the demo organisation, as a guest would see it. */
async function registered(entity: string) {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const session = await fetch(`${BACKEND}/api/auth/guest/refresh`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    const { backstageIdentity } = await session.json();
    const response = await fetch(
      `${BACKEND}/api/catalog/entities/by-name/${entity}`,
      {
        headers: { authorization: `Bearer ${backstageIdentity.token}` },
      },
    );
    if (response.ok) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 500));
  }
  throw new Error(`The catalog did not read ${entity} within a minute`);
}
