import type { Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Events, OAuth2Server } from 'oauth2-mock-server';
import { startPostgres } from '../scripts/postgres.mjs';
import {
  answering,
  ROOT,
  runToEnd,
  startProcess,
  stopProcess,
} from './portalProcesses';
import { expect, test } from './portalTest';

const PORTAL = 'http://localhost:7108';
const OTLP = `${PORTAL}/api/telemetry/otlp/v1/traces`;
const INGEST_TOKEN = randomBytes(16).toString('hex');
const SPANS_PER_REQUEST = 20;

/** The portal as `app-config.production.yaml` has it: built, on PostgreSQL, behind OpenID Connect. */
async function startProduction() {
  // The commands of docs/guides/run-in-production.md.
  const folder = mkdtempSync(path.join(tmpdir(), 'sextant-production-'));
  await runToEnd(process.execPath, ['scripts/package.mjs', folder]);
  const postgres = await startPostgres();
  const database = new URL(postgres.connectionString);
  const provider = new OAuth2Server();
  await provider.issuer.keys.generate('RS256');
  await provider.start(0, 'localhost');
  provider.service.on(Events.BeforeUserinfo, answer => {
    Object.assign(answer.body, {
      name: 'Ada',
      email: 'ada@commerce.example',
      email_verified: true,
    });
  });
  const env = {
    NODE_ENV: 'production',
    SEXTANT_ROOT: ROOT,
    SEXTANT_URL: PORTAL,
    SEXTANT_INGEST_TOKEN: INGEST_TOKEN,
    POSTGRES_HOST: database.hostname,
    POSTGRES_PORT: database.port,
    POSTGRES_USER: database.username,
    POSTGRES_PASSWORD: database.password,
    OIDC_METADATA_URL: `${provider.issuer.url}/.well-known/openid-configuration`,
    OIDC_CLIENT_ID: 'sextant',
    OIDC_CLIENT_SECRET: 'secret of the test',
    AUTH_SESSION_SECRET: randomBytes(16).toString('hex'),
  };
  const configs = [
    'app-config.yaml',
    'app-config.production.yaml',
    path.join(ROOT, 'e2e/app-config.production-test.yaml'),
  ];
  const startBackend = async () => {
    const backend = startProcess(
      process.execPath,
      ['packages/backend', ...configs.flatMap(file => ['--config', file])],
      env,
      folder,
    );
    await answering(`${PORTAL}/.backstage/health/v1/readiness`);
    return backend;
  };
  let backend = await startBackend();
  return {
    async killAndStart() {
      await stopProcess(backend, 'SIGKILL');
      backend = await startBackend();
    },
    async stop() {
      await stopProcess(backend);
      await provider.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Takes what the browser reports about itself. */
async function startFaroReceiver() {
  const reports: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    if (request.method === 'POST') {
      reports.push(Buffer.concat(chunks).toString('utf8'));
    }
    response
      .writeHead(request.method === 'OPTIONS' ? 204 : 202, {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*',
      })
      .end();
  });
  await new Promise<void>(resolve => server.listen(7118, resolve));
  return {
    reports,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Tries again: right after a start the catalog may not have read its people yet. */
async function signIn(page: Page, consoleErrors: string[]) {
  await expect(async () => {
    consoleErrors.length = 0;
    await page.goto(PORTAL);
    const popup = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Sign In' }).click();
    await popup;
    await expect(page.getByRole('heading', { name: 'Fleet' })).toBeVisible({
      timeout: 8_000,
    });
  }).toPass({ timeout: 60_000 });
}

/** One export request of server spans; true when the portal has acknowledged it. */
async function sendSpans(token: string): Promise<number> {
  const nowNano = BigInt(Date.now()) * 1_000_000n;
  const response = await fetch(OTLP, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({
      resourceSpans: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: 'unstoppable' } },
              { key: 'service.version', value: { stringValue: '1.0.0' } },
            ],
          },
          scopeSpans: [
            {
              spans: Array.from({ length: SPANS_PER_REQUEST }, () => ({
                traceId: randomBytes(16).toString('hex'),
                spanId: randomBytes(8).toString('hex'),
                name: 'GET /',
                kind: 2,
                startTimeUnixNano: String(nowNano - 5_000_000n),
                endTimeUnixNano: String(nowNano),
              })),
            },
          ],
        },
      ],
    }),
  });
  return response.status;
}

test.describe('the production configuration', () => {
  test.setTimeout(400_000);
  let portal: Awaited<ReturnType<typeof startProduction>>;
  let faro: Awaited<ReturnType<typeof startFaroReceiver>>;

  test.beforeAll(async () => {
    test.setTimeout(400_000);
    faro = await startFaroReceiver();
    portal = await startProduction();
  });
  test.afterAll(async () => {
    await portal?.stop();
    faro?.close();
  });

  test('signs in through OpenID Connect, takes telemetry with a token only, and loses nothing it acknowledged', async ({
    page,
    consoleErrors,
  }) => {
    expect(await sendSpans('not the token')).toBe(401);
    // What lies in every service and pipeline opens nothing that is read.
    for (const path of [
      'telemetry/v1/fleet',
      'telemetry/v1/services/default/pricing/versions',
      'deployments/v1/latest',
      'services/v1/fleet',
    ]) {
      const response = await fetch(`${PORTAL}/api/${path}`, {
        headers: { authorization: `Bearer ${INGEST_TOKEN}` },
      });
      expect([403, 404]).toContain(response.status);
    }

    let acknowledged = 0;
    let sent = 0;
    let running = true;
    const senders = Array.from({ length: 4 }, async () => {
      while (running) {
        sent += 1;
        const status = await sendSpans(INGEST_TOKEN).catch(() => 0);
        acknowledged += status === 200 ? 1 : 0;
        if (status !== 200) {
          await new Promise(resolve => setTimeout(resolve, 100));
        }
      }
    });
    await expect.poll(() => acknowledged).toBeGreaterThan(20);
    await portal.killAndStart();
    const beforeKill = acknowledged;
    await expect.poll(() => acknowledged).toBeGreaterThan(beforeKill + 20);
    running = false;
    await Promise.all(senders);

    await signIn(page, consoleErrors);
    const answer = page.waitForResponse(
      response =>
        response.url().includes('/unstoppable/versions') && response.ok(),
    );
    await page.goto(
      `${PORTAL}/observe/default/unstoppable?environment=&from=now-1h`,
    );
    const { data } = await (await answer).json();
    const stored = data.versions.reduce(
      (sum: number, version: { requests: number }) => sum + version.requests,
      0,
    );
    expect(stored).toBeGreaterThanOrEqual(acknowledged * SPANS_PER_REQUEST);
    expect(stored).toBeLessThanOrEqual(sent * SPANS_PER_REQUEST);

    // The browser's telemetry goes to Faro, and its traces go on in the backend.
    await expect.poll(() => faro.reports.length).toBeGreaterThan(0);
    expect(faro.reports[0]).toContain('"name":"sextant-portal-web"');
    const asked = page.waitForRequest(request =>
      request.url().includes('/api/telemetry/'),
    );
    expect((await asked).headers().traceparent).toMatch(/^00-[0-9a-f]{32}-/);

    // Before anybody has signed in, the portal asks whether somebody has: Chromium prints the answer.
    expect(consoleErrors).toHaveLength(1);
    expect(consoleErrors.pop()).toContain('401 (Unauthorized)');
  });
});
