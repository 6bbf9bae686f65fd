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

/** Builds the portal as production has it and serves it from its backend, with empty data. */
export async function startBuiltPortal() {
  await runToEnd('yarn', ['workspace', 'app', 'build']);
  const data = mkdtempSync(path.join(tmpdir(), 'sextant-bench-'));
  const backend = startScript(
    'packages/backend/src/index.ts',
    [
      'app-config.yaml',
      'e2e/app-config.e2e.yaml',
      'bench/app-config.bench.yaml',
    ]
      .map(file => ['--config', path.join(ROOT, file)])
      .flat(),
    { NODE_ENV: 'development', E2E_DATA: data },
  );
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
