import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..');
const PORTAL = 'http://localhost:3100';
const BACKEND = 'http://localhost:7107';

/** Starts the portal and the demo fleet with nothing but empty data, and stops them after the tests. */
export default async function startPortal() {
  const data = mkdtempSync(path.join(tmpdir(), 'sextant-e2e-'));
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    BROWSER: 'none',
    E2E_DATA: data,
    SEXTANT_URL: BACKEND,
    FLEET_DATA: data,
    FLEET_PORT: '7200',
  };
  const start = (command: string, args: string[]) =>
    spawn(command, args, {
      cwd: ROOT,
      env,
      stdio: process.env.E2E_VERBOSE ? 'inherit' : 'ignore',
      detached: true,
    });
  const processes = [
    start('yarn', [
      'backstage-cli',
      'repo',
      'start',
      'packages/app',
      'packages/backend',
      '--config',
      path.join(ROOT, 'app-config.yaml'),
      '--config',
      path.join(ROOT, 'e2e/app-config.e2e.yaml'),
    ]),
    start(process.execPath, [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      path.join(ROOT, 'packages/demo-fleet/src/index.ts'),
    ]),
  ];
  const tearDown = async () => {
    await Promise.all(processes.map(stop));
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

async function answering(url: string) {
  const until = Date.now() + 180_000;
  while (Date.now() < until) {
    const ok = await fetch(url).then(
      response => response.ok,
      () => false,
    );
    if (ok) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 300));
  }
  throw new Error(`${url} did not answer within 3 minutes`);
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

/** Ends a process with all it has started. */
async function stop(child: ChildProcess) {
  if (child.pid === undefined || child.exitCode !== null) {
    return;
  }
  const ended = new Promise(resolve => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGTERM');
  const late = setTimeout(
    () => process.kill(-Number(child.pid), 'SIGKILL'),
    10_000,
  );
  await ended;
  clearTimeout(late);
}
