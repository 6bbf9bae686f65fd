import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FleetDiary } from './FleetDiary';
import { dailyShape } from './load/dailyShape';
import { chooseInstance } from './runtime/chooseInstance';
import { VirtualClock } from './runtime/Clock';
import { Incidents } from './runtime/Incidents';
import { Instance } from './runtime/Instance';
import { COMMERCE_FLEET } from './services/commerceFleet';

const MINUTE = 60_000;

const TRANSFORM = require.resolve('@backstage/cli/config/nodeTransform.cjs');

jest.setTimeout(60_000);

/** Waits until a process has printed what is wanted, and gives all it has printed. */
function outputOf(child: ChildProcess, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', part => {
      output += part;
      if (output.includes(wanted)) {
        resolve(output);
      }
    });
    child.once('exit', code =>
      reject(new Error(`The fleet ended with ${code}: ${output}`)),
    );
  });
}

function startFleet(env: Record<string, string>) {
  return spawn(
    process.execPath,
    ['--require', TRANSFORM, path.join(__dirname, 'index.ts')],
    {
      env: { ...process.env, NODE_ENV: 'development', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

/** A portal that takes everything and counts what it is sent. */
async function startReceiver() {
  const bytes: Record<string, number> = {};
  const server = http.createServer((request, response) => {
    request.on('data', part => {
      bytes[request.url ?? ''] = (bytes[request.url ?? ''] ?? 0) + part.length;
    });
    request.on('end', () => response.end());
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    bytes,
    endpoint: `http://127.0.0.1:${port}`,
    stop: () => server.close(),
  };
}

describe('the demo fleet', () => {
  it('runs as real servers, sends a day of history and every signal, and announces itself', async () => {
    const portal = await startReceiver();
    const folder = mkdtempSync(path.join(tmpdir(), 'sextant-fleet-'));
    const fleet = startFleet({
      SEXTANT_URL: portal.endpoint,
      FLEET_DATA: folder,
      FLEET_PORT: '0',
      FLEET_PEAK_PER_SECOND: '0.5',
    });
    try {
      const said = await outputOf(fleet, 'of history sent');
      const control = `http://127.0.0.1:${
        /control on port (\d+)/.exec(said)?.[1]
      }`;
      const state = await (await fetch(control)).json();
      const bff = state.instances.find(
        ({ service }: { service: string }) => service === 'web-bff',
      );
      expect((await fetch(`${bff.url}/products/1`)).status).toBe(200);
      const metrics = await (await fetch(`${bff.url}/metrics`)).text();
      expect(metrics).toMatch(
        /http_request_duration_seconds_count\{.*route="\/products\/\{id\}"/,
      );
      const incident = `${control}/incidents/bad-config`;
      expect(await (await fetch(incident, { method: 'POST' })).json()).toEqual({
        // The fleet opens on a story.
        incidents: ['bad-canary', 'bad-config'],
      });
    } finally {
      fleet.kill('SIGTERM');
      await once(fleet, 'exit');
      portal.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    for (const signal of ['traces', 'metrics', 'logs']) {
      expect(portal.bytes[`/api/telemetry/otlp/v1/${signal}`]).toBeGreaterThan(
        0,
      );
    }
    expect(portal.bytes['/api/deployments/v1/deployments']).toBeGreaterThan(
      1_000,
    );
  });

  it('ends and says why where its ports are taken', async () => {
    const portal = await startReceiver();
    const fleet = startFleet({
      SEXTANT_URL: 'none',
      OTEL_EXPORTER_OTLP_ENDPOINT: portal.endpoint,
      FLEET_HISTORY: 'none',
      FLEET_PORT: new URL(portal.endpoint).port,
    });
    let said = '';
    fleet.stderr.on('data', part => {
      said += part;
    });
    const [code] = await once(fleet, 'close');
    portal.stop();
    expect(said).toContain('EADDRINUSE');
    expect(code).toBe(1);
  });

  it('runs ten services, two of them with two versions at once', () => {
    const versions = new Map<string, number>();
    const running = COMMERCE_FLEET.filter(
      ({ retiredMinutesAgo }) => retiredMinutesAgo === undefined,
    );
    for (const { service } of running) {
      versions.set(service, (versions.get(service) ?? 0) + 1);
    }
    expect(versions.size).toBe(10);
    expect(
      [...versions]
        .filter(([, count]) => count > 1)
        .map(([service]) => service),
    ).toEqual(['pricing', 'inventory']);
  });

  it('remembers when it lived: a day at first, then only the gap, nothing when it was short', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sextant-diary-'));
    const file = path.join(folder, 'fleet.json');
    const now = 1_800_000_000_000;
    const first = new FleetDiary(file, now);
    expect(first.gap(now)).toEqual({ fromMs: now - 1440 * MINUTE, toMs: now });
    first.write(now);
    const later = new FleetDiary(file, now + 10 * MINUTE);
    expect(later.bornMs).toBe(now);
    expect(later.gap(now + 10 * MINUTE)).toEqual({
      fromMs: now,
      toMs: now + 10 * MINUTE,
    });
    expect(later.gap(now + 1000)).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  it('has more load by day than by night, and never none', () => {
    const at = (hour: number) => dailyShape(Date.UTC(2026, 10, 21, hour));
    expect(at(16)).toBeGreaterThan(at(4) * 1.5);
    for (let hour = 0; hour < 24; hour += 1) {
      expect(at(hour)).toBeGreaterThanOrEqual(0.3);
      expect(at(hour)).toBeLessThanOrEqual(1);
    }
  });

  it('ends an incident by itself, once, and knows when it went on', () => {
    let now = 0;
    const incidents = new Incidents(() => now);
    incidents.start('bad-config');
    expect(incidents.active()).toEqual(['bad-config']);
    expect(incidents.takeEnded()).toEqual([]);
    now = 11 * MINUTE;
    expect(incidents.isActive('bad-config')).toBe(false);
    expect(incidents.isActive('bad-config', 9 * MINUTE)).toBe(true);
    expect(incidents.takeEnded()).toEqual(['bad-config']);
    expect(incidents.takeEnded()).toEqual([]);
  });

  it('opens on an incident that began before it and goes on until it is ended', () => {
    let now = 60 * MINUTE;
    const incidents = new Incidents(() => now);
    incidents.start('bad-canary', 48 * MINUTE, Infinity);
    expect(incidents.isActive('bad-canary', 47 * MINUTE)).toBe(false);
    expect(incidents.isActive('bad-canary', 48 * MINUTE)).toBe(true);
    now = 600 * MINUTE;
    expect(incidents.active()).toEqual(['bad-canary']);
    expect(incidents.end('bad-canary')).toBe(true);
    expect(incidents.end('bad-canary')).toBe(false);
    expect(incidents.active()).toEqual([]);
  });

  it('has each version answer from its deployment on, and until it was replaced', () => {
    const born = 1_800_000_000_000;
    const instances = COMMERCE_FLEET.map(
      definition =>
        new Instance(
          definition,
          definition.version,
          'production',
          { endpoint: 'http://127.0.0.1:9' },
          { live: false, instances: 1 },
        ),
    );
    const versionsAt = (minutesAgo: number, service: string, route: string) =>
      new Set(
        Array.from(
          { length: 200 },
          () =>
            chooseInstance(
              instances,
              { service, method: 'GET', path: route },
              {
                nowMs: born - minutesAgo * MINUTE,
                bornMs: born,
                incident: () => false,
              },
            )?.definition.version,
        ),
      );
    const search = (minutesAgo: number) =>
      versionsAt(minutesAgo, 'search', '/v3/search');
    expect(search(301)).toEqual(new Set(['3.2.9']));
    expect(search(300)).toEqual(new Set(['3.3.0']));
    const inventory = (minutesAgo: number) =>
      versionsAt(minutesAgo, 'inventory', '/v2/stock/1');
    expect(inventory(361)).toEqual(new Set(['2.2.0']));
    expect(inventory(359)).toEqual(new Set(['2.2.0', '2.3.0']));
    // A day ago each route had somebody who answers it.
    for (const { service, routes } of COMMERCE_FLEET) {
      for (const { method, path: route } of routes) {
        const found = chooseInstance(
          instances,
          { service, method, path: route.replace(/\{\w+\}/g, '1') },
          {
            nowMs: born - 1441 * MINUTE,
            bornMs: born,
            incident: () => false,
          },
        );
        expect([service, route, found === undefined]).toEqual([
          service,
          route,
          false,
        ]);
      }
    }
  });
});

describe('VirtualClock', () => {
  it('lets branches run at the same time', async () => {
    const clock = new VirtualClock(0);
    await clock.parallel([
      branch => branch.sleep(30),
      branch => branch.sleep(50),
    ]);
    await clock.sleep(5);
    expect(clock.now()).toBe(55);
  });
});
