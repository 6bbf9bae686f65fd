import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

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
  const port = await freePort();
  const child = spawn(
    prometheusBinary,
    [
      `--config.file=${file('prometheus.yml')}`,
      `--storage.tsdb.path=${file('data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--storage.tsdb.retention.time=10y',
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + 30_000;
  for (;;) {
    const ready = await fetch(`${url}/-/ready`).then(
      response => response.ok,
      () => false,
    );
    if (ready) {
      break;
    }
    if (Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error('Prometheus did not start within 30 s');
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
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
