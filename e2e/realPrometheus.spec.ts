import { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  answering,
  ROOT,
  startProcess,
  startScript,
  stopProcess,
} from './portalProcesses';
import { expect, test } from './portalTest';

const PROMETHEUS = '/usr/bin/prometheus';
const AT = 'http://127.0.0.1:7119';
const BACKEND = 'http://localhost:7109';
const FLEET_PORTS = Array.from({ length: 12 }, (_, at) => 7201 + at);

test.describe('a Prometheus that scrapes the fleet', () => {
  test.skip(
    !existsSync(PROMETHEUS),
    'Prometheus is not installed; .ci/run installs it from Debian’s packages',
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'sextant-scraped-'));
  const processes: ChildProcess[] = [];

  test.beforeAll(async () => {
    test.setTimeout(240_000);
    const config = path.join(folder, 'prometheus.yaml');
    writeFileSync(
      config,
      JSON.stringify({
        global: { scrape_interval: '1s' },
        scrape_configs: [
          {
            job_name: 'commerce',
            static_configs: [
              {
                targets: FLEET_PORTS.map(port => `127.0.0.1:${port}`),
                labels: { deployment_environment_name: 'production' },
              },
            ],
          },
        ],
      }),
    );
    processes.push(
      startProcess(
        PROMETHEUS,
        [
          `--config.file=${config}`,
          `--storage.tsdb.path=${path.join(folder, 'data')}`,
          '--web.listen-address=127.0.0.1:7119',
          '--enable-feature=exemplar-storage',
        ],
        {},
      ),
      startScript(
        'packages/backend/src/index.ts',
        [
          'app-config.yaml',
          'e2e/app-config.e2e.yaml',
          'e2e/app-config.prometheus-test.yaml',
        ].flatMap(file => ['--config', path.join(ROOT, file)]),
        { NODE_ENV: 'development', E2E_DATA: folder, SEXTANT_ROOT: ROOT },
      ),
    );
    await answering(`${AT}/-/ready`);
    await answering(`${BACKEND}/.backstage/health/v1/readiness`);
  });

  test.afterAll(async () => {
    await Promise.all(processes.map(child => stopProcess(child)));
    rmSync(folder, { recursive: true, force: true });
  });

  test('shows the canary as the same Prometheus has it', async ({
    request,
  }) => {
    test.setTimeout(240_000);
    const session = await request.post(`${BACKEND}/api/auth/guest/refresh`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    const { backstageIdentity } = await session.json();
    const headers = { authorization: `Bearer ${backstageIdentity.token}` };
    const ask = async (panel: string) => {
      const response = await request.get(
        `${BACKEND}/api/telemetry/v1/services/default/inventory/${panel}?from=now-5m&environment=production`,
        { headers },
      );
      return response.json();
    };
    const versions = async () =>
      new Map<string, { requests: number; errorRatio: number; p95: number }>(
        ((await ask('versions')).data?.versions ?? []).map(
          (entry: { version: string }) => [entry.version, entry],
        ),
      );
    // A tenth of the traffic is the canary's: some requests, and a failed one, take a minute.
    await expect
      .poll(
        async () => {
          const canary = (await versions()).get('2.3.0');
          return (
            (canary?.requests ?? 0) > 8 && (canary?.errorRatio ?? 0) > 0.05
          );
        },
        { timeout: 180_000, intervals: [3_000] },
      )
      .toBe(true);
    const found = await versions();
    expect([...found.keys()].sort()).toEqual(['2.2.0', '2.3.0']);
    const [stable, canary] = ['2.2.0', '2.3.0'].map(key => found.get(key));
    expect(stable?.requests).toBeGreaterThan(canary?.requests ?? 0);
    expect(stable?.errorRatio).toBeLessThan(canary?.errorRatio ?? 0);

    const answer = await ask('versions');
    expect(answer.provenance).toMatchObject([
      { source: 'Prometheus scraped', rung: 'prom-client · label version' },
    ]);
    const query = encodeURIComponent(
      'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="inventory",version="2.3.0"}[300s])))',
    );
    const byHand = await request.get(`${AT}/api/v1/query?query=${query}`);
    const [{ value }] = (await byHand.json()).data.result;
    const p95 = (await versions()).get('2.3.0')?.p95 ?? 0;
    // Scraped every second: the two were asked at different moments.
    expect(p95 / Number(value[1])).toBeGreaterThan(0.8);
    expect(p95 / Number(value[1])).toBeLessThan(1.25);
  });
});
