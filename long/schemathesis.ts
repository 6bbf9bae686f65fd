import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { guestToken, report, startDatabase, startReplica } from './portal';

const SECONDS = Number(
  process.argv.find(word => word.startsWith('--seconds='))?.split('=')[1] ??
    300,
);
const PLUGINS = ['telemetry', 'services', 'deployments'];

/** schemathesis from PyPI in a folder of its own; undefined where there is no Python. */
function install(folder: string): string | undefined {
  const run = (command: string, args: string[]) =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  return run('python3', ['-m', 'venv', folder]) &&
    run(path.join(folder, 'bin/pip'), ['install', '-q', 'schemathesis==4.32.5'])
    ? path.join(folder, 'bin/schemathesis')
    : undefined;
}

/** Each OpenAPI document, tried for some minutes by who knows nothing but it. */
async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), 'sextant-schemathesis-'));
  const schemathesis = install(folder);
  if (!schemathesis) {
    process.stdout.write(
      'skip schemathesis: it needs python3 with venv, and PyPI\n',
    );
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  const database = await startDatabase('SQLite');
  // Addresses that are longer than Node.js reads are cut off by it, and say nothing of the routes.
  database.env = {
    ...database.env,
    NODE_OPTIONS: '--max-http-header-size=1000000',
  };
  const replica = await startReplica(database, 7129);
  try {
    for (const plugin of PLUGINS) {
      const { status, stdout } = spawnSync(
        schemathesis,
        [
          'run',
          `${replica.url}/api/${plugin}/openapi.json`,
          '--url',
          `${replica.url}/api/${plugin}`,
          '--header',
          `Authorization: Bearer ${await guestToken(replica.url)}`,
          '--checks',
          'not_a_server_error',
          '--request-timeout',
          '30',
          '--max-time',
          String(SECONDS),
          '--max-examples',
          '100000',
        ],
        { encoding: 'utf8', cwd: folder, maxBuffer: 64e6 },
      );
      const summary = stdout.slice(stdout.lastIndexOf('SUMMARY'));
      report(
        `schemathesis over ${plugin}, ${SECONDS} s`,
        status === 0
          ? /\d+ generated.*|Test cases:[^=]*/.exec(summary)?.[0].trim() ??
              'no failure'
          : stdout.slice(-6_000),
        status === 0,
      );
    }
  } finally {
    await replica.stop();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
