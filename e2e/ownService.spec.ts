import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, versionRow } from './portalTest';

const OTLP = 'http://localhost:7107/api/telemetry/otlp';
const PORT = 18_099;

test('an own service is seen within 15 s of its first span, registered or not', async ({
  page,
  request,
}) => {
  await page.goto('/');
  await expect(page.getByRole('row', { name: /^pricing/ })).toBeVisible();
  const now = BigInt(Date.now()) * 1_000_000n;
  const sent = Date.now();
  const response = await request.post(`${OTLP}/v1/traces`, {
    data: {
      resourceSpans: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: 'loyalty' } },
              { key: 'service.version', value: { stringValue: '0.3.0' } },
              {
                key: 'deployment.environment.name',
                value: { stringValue: 'production' },
              },
            ],
          },
          scopeSpans: [
            {
              spans: [
                {
                  traceId: '11111111111111111111111111111111',
                  spanId: '2222222222222222',
                  name: 'GET /points',
                  kind: 2,
                  startTimeUnixNano: String(now - 20_000_000n),
                  endTimeUnixNano: String(now),
                },
              ],
            },
          ],
        },
      ],
    },
  });
  expect(response.status()).toBe(200);
  const row = page.getByRole('row', { name: /^loyalty/ });
  await expect(row).toBeVisible();
  expect(Date.now() - sent).toBeLessThan(15_000);
  await row.getByRole('button', { name: 'Register…' }).click();
  await expect(page.getByRole('dialog')).toContainText('name: loyalty');
  await expect(page.getByRole('dialog')).toContainText('version: "0.x"');
  await page.keyboard.press('Escape');
  await row.getByRole('link', { name: 'loyalty', exact: true }).click();
  await expect(page.getByText('Not registered', { exact: true })).toBeVisible();
  await expect(versionRow(page, '0.3.0')).toBeVisible();
});

test('a service from the golden path shows its signals by version', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await page.goto('/create/templates/default/node-service');
  await page.getByLabel('Name').fill('gift-cards');
  await page.getByLabel('What it does').fill('Sells gift cards');
  await page.getByLabel('Owner').fill('Checkout');
  await page
    .getByRole('option', { name: /checkout/i })
    .first()
    .click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Port').fill(String(PORT));
  await page.getByLabel('Environment it starts in').fill('production');
  await page.getByLabel('Where it sends telemetry').fill(OTLP);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  const clone = await page.getByText(/^git clone /).innerText();
  const repository = /git clone (\S+)/.exec(clone)?.[1] ?? '';

  await page.getByRole('link', { name: /Wait for its first signals/ }).click();
  await expect(page.getByText(/Waiting for the first request/)).toBeVisible();

  const folder = mkdtempSync(path.join(tmpdir(), 'sextant-own-'));
  let service: ChildProcess | undefined;
  try {
    const run = (command: string, ...args: string[]) =>
      execFileSync(command, args, {
        cwd: folder,
        stdio: 'pipe',
        env: { ...process.env, NODE_ENV: '' },
      });
    run('git', 'clone', repository, '.');
    run('npm', 'install', '--no-audit', '--no-fund');
    run('npm', 'test');
    service = spawn('npm', ['start'], {
      cwd: folder,
      stdio: 'ignore',
      detached: true,
    });
    await expect
      .poll(
        () =>
          fetch(`http://localhost:${PORT}/v1/greetings/ada`).then(
            r => r.status,
            () => 0,
          ),
        {
          timeout: 60_000,
        },
      )
      .toBe(200);
    await expect(page.getByText('Everything of it has arrived.')).toBeVisible();
    await page.getByRole('link', { name: 'Open Observe' }).click();
    await expect(page).toHaveURL(/gift-cards\/observe\?from=now-15m/);
    await expect(versionRow(page, '0.1.0')).toBeVisible();
    await expect(versionRow(page, '0.1.0')).toContainText('experimental');
    await expect(page.getByRole('region', { name: /^Traces/ })).toContainText(
      'GET /v1/greetings/:name',
    );
    await expect(page.getByRole('region', { name: /^Logs/ })).toContainText(
      'greeted ada',
    );
  } finally {
    if (service?.pid) {
      process.kill(-service.pid, 'SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  }
});
