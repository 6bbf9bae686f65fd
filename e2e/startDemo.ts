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

const CONFIG = [
  '--config',
  path.join(ROOT, 'app-config.yaml'),
  '--config',
  path.join(ROOT, 'e2e/app-config.e2e.yaml'),
];

/**
 * Starts a portal with a demo fleet, with nothing but empty data.
 *
 * @param fleet - `quiet` begins without an incident.
 */
export async function startDemo(options: {
  port: number;
  backendPort: number;
  fleetPort: number;
  fleet?: 'quiet';
}) {
  const { port, backendPort, fleetPort, fleet } = options;
  const backend = `http://localhost:${backendPort}`;
  const data = mkdtempSync(path.join(tmpdir(), 'sextant-e2e-'));
  const env = {
    NODE_ENV: 'development',
    BROWSER: 'none',
    E2E_DATA: data,
    E2E_PORT: String(port),
    E2E_BACKEND_PORT: String(backendPort),
    SEXTANT_URL: backend,
    FLEET_DATA: data,
    FLEET_PORT: String(fleetPort),
    ...(fleet ? { SEXTANT_FLEET: fleet } : {}),
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
  const stop = async () => {
    await Promise.all(processes.map(child => stopProcess(child)));
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await answering(`${backend}/.backstage/health/v1/readiness`);
    await answering(`http://localhost:${port}`);
    await registered(backend, 'component/default/inventory');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://localhost:${port}`,
    backend,
    control: `http://127.0.0.1:${fleetPort}`,
    stop,
  };
}

/** Waits until the catalog has read the demo organisation, as a guest would see it. */
async function registered(backend: string, entity: string) {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const session = await fetch(`${backend}/api/auth/guest/refresh`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    const { backstageIdentity } = await session.json();
    const response = await fetch(
      `${backend}/api/catalog/entities/by-name/${entity}`,
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
