import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  answering,
  ROOT,
  runToEnd,
  startScript,
  stopProcess,
} from '../e2e/portalProcesses';

/** Where the built portal answers. */
export const PORTAL = 'http://localhost:7107';

/**
 * Builds the portal as production has it and serves it from its backend, with empty data.
 *
 * @param overlays - Configuration files laid over those of the benchmark, from the repository's root.
 */
export async function startBuiltPortal(overlays: string[] = []) {
  const configs = [
    'app-config.yaml',
    'e2e/app-config.e2e.yaml',
    'bench/app-config.bench.yaml',
    ...overlays,
  ].flatMap(file => ['--config', path.join(ROOT, file)]);
  const data = mkdtempSync(path.join(tmpdir(), 'sextant-bench-'));
  const env = { NODE_ENV: 'development', E2E_DATA: data, SEXTANT_ROOT: ROOT };
  await runToEnd('yarn', ['workspace', 'app', 'build', ...configs], {
    ...env,
    NODE_ENV: 'production',
  });
  const backend = startScript('packages/backend/src/index.ts', configs, env);
  const tearDown = async () => {
    await stopProcess(backend);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await answering(`${PORTAL}/.backstage/health/v1/readiness`);
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}
