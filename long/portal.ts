import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  answering,
  ROOT,
  startScript,
  stopProcess,
} from '../e2e/portalProcesses';
import { startPostgres } from '../scripts/postgres.mjs';

/** The databases that a portal may be over. */
export const ENGINES = ['SQLite', 'PostgreSQL'] as const;
/** @see ENGINES */
export type Engine = (typeof ENGINES)[number];

/** A database for portals, gone when it is stopped. */
export async function startDatabase(engine: Engine) {
  const data = mkdtempSync(path.join(tmpdir(), 'sextant-long-'));
  const postgres = engine === 'PostgreSQL' ? await startPostgres() : undefined;
  const at = postgres && new URL(postgres.connectionString);
  const env: Record<string, string> = {
    E2E_DATA: data,
    NODE_ENV: 'development',
    ...(at
      ? {
          POSTGRES_HOST: at.hostname,
          POSTGRES_PORT: at.port,
          POSTGRES_USER: at.username,
          POSTGRES_PASSWORD: at.password,
        }
      : {}),
  };
  return {
    engine,
    env,
    async stop() {
      await postgres?.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** A backend over a database; several over one are its replicas. */
export async function startReplica(
  { engine, env }: Awaited<ReturnType<typeof startDatabase>>,
  port = 7127,
) {
  const url = `http://127.0.0.1:${port}`;
  const configs = [
    'app-config.yaml',
    'e2e/app-config.e2e.yaml',
    'long/app-config.long.yaml',
    ...(engine === 'PostgreSQL' ? ['long/app-config.postgres.yaml'] : []),
  ].flatMap(file => ['--config', path.join(ROOT, file)]);
  const start = () =>
    startScript('packages/backend/src/index.ts', configs, {
      ...env,
      LONG_PORT: String(port),
    });
  let child = start();
  await answering(`${url}/.backstage/health/v1/readiness`);
  return {
    url,
    /** Ends it as an operator's worst day does, and starts it again. */
    async kill() {
      await stopProcess(child, 'SIGKILL');
      child = start();
      await answering(`${url}/.backstage/health/v1/readiness`);
    },
    stop: () => stopProcess(child),
  };
}

/** Signs in as the guest. */
export async function guestToken(url: string): Promise<string> {
  const ask = () =>
    fetch(`${url}/api/auth/guest/refresh`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
  // A connection that was kept may be closed by the time it is used again.
  const response = await ask().catch(ask);
  const session = await response.json();
  return session.backstageIdentity.token;
}

/** One line of the report; the process fails with it. */
export function report(what: string, found: string, isGood: boolean) {
  process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${what}: ${found}\n`);
  if (!isGood) {
    process.exitCode = 1;
  }
}
