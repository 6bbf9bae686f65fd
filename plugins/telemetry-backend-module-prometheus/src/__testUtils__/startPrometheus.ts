import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BINARIES = ['/usr/bin/prometheus', '/usr/local/bin/prometheus'];

/** The installed Prometheus, if there is one. */
export const prometheusBinary = BINARIES.find(file => existsSync(file));

/** A Prometheus that holds what an OpenMetrics text says, and scrapes nothing. */
export async function startPrometheus(openMetrics: string) {
  if (!prometheusBinary) {
    throw new Error('Prometheus is not installed');
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'sextant-prometheus-'));
  const file = (name: string) => path.join(folder, name);
  writeFileSync(file('history.txt'), openMetrics);
  writeFileSync(file('prometheus.yml'), 'scrape_configs: []\n');
  execFileSync(
    path.join(path.dirname(prometheusBinary), 'promtool'),
    [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      file('history.txt'),
      file('data'),
    ],
    { stdio: 'ignore' },
  );
  const until = Date.now() + 30_000;
  const { child, url } = await startOnFreePort(
    prometheusBinary,
    [
      `--config.file=${file('prometheus.yml')}`,
      `--storage.tsdb.path=${file('data')}`,
      '--storage.tsdb.retention.time=10y',
    ],
    until,
  );
  return {
    url,
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port that was free may be taken before Prometheus listens: then it ends, and another is tried. */
async function startOnFreePort(
  binary: string,
  args: string[],
  until: number,
): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const child = spawn(
    binary,
    [...args, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  while (Date.now() < until) {
    if (child.exitCode !== null) {
      return startOnFreePort(binary, args, until);
    }
    const ready = await fetch(`${url}/-/ready`).then(
      response => response.ok,
      () => false,
    );
    if (ready && child.exitCode === null) {
      return { child, url };
    }
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error('Prometheus did not start within 30 s');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address ? address.port : 0),
      );
    });
  });
}
