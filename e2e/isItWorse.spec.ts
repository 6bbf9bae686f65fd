import {
  expect,
  expectAccessible,
  numberIn,
  test,
  versionRow,
} from './portalTest';

const ERRORS = 'Errors';
const P95 = 'p95 ms';

test('is the canary worse than what it replaces: one look at the one view', async ({
  page,
}) => {
  await page.goto('/catalog/default/component/inventory/observe');
  const [canary, baseline] = [
    versionRow(page, '2.3.0'),
    versionRow(page, '2.2.0'),
  ];
  await expect(canary).toBeVisible();
  await expect(canary).toContainText('canary');
  expect(await numberIn(canary, ERRORS)).toBeGreaterThan(5);
  expect(await numberIn(baseline, ERRORS)).toBeLessThan(2);
  expect(await numberIn(canary, P95)).toBeGreaterThan(
    4 * (await numberIn(baseline, P95)),
  );
  await expect(page.getByRole('region', { name: 'Changes' })).toContainText(
    'canary weight 12 % → 35 %',
  );
  // Where it happened, beside the same operation of the version before.
  const worst = page
    .getByRole('grid', { name: 'Operations by version' })
    .getByRole('row')
    .nth(1);
  await expect(worst).toContainText('2.3.0');
  await expect(worst).toContainText(/errors \+\d+\.\d points .* vs 2\.2\.0/);
  for (const panel of [/^Rate/, /^Errors/, /^Latency/, /^Traces/, /^Logs/]) {
    await expect(page.getByRole('region', { name: panel })).toContainText(
      'embedded store',
    );
  }
  await expectAccessible(page);
});

test('the scope is shared by tabs and stands in the address', async ({
  page,
}) => {
  await page.goto(
    '/catalog/default/component/inventory/observe?from=now-30m&version=2.3.0',
  );
  await expect(versionRow(page, '2.3.0')).toBeVisible();
  await expect(page.getByRole('button', { name: 'last 30 min' })).toBeVisible();
  await page.getByRole('link', { name: 'all logs →' }).click();
  await expect(page).toHaveURL(/logs\?version=2\.3\.0&from=now-30m/);
  await expect(page.getByRole('button', { name: '2.3.0' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.getByRole('button', { name: /^error/ }).click();
  await expect(page).toHaveURL(/level=error/);
  await expect(page.getByRole('log')).toContainText(/lock/);
});

test('follows new log lines and can be paused', async ({ page }) => {
  await page.goto('/catalog/default/component/payment/logs');
  await page.getByRole('button', { name: 'Live tail' }).click();
  await expect(page.getByText('Following')).toBeVisible();
  await expect(page.getByRole('log')).toContainText('payment authorized');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/paused/)).toBeVisible();
});

test('the doctor says per signal where versions come from', async ({
  page,
}) => {
  await page.goto('/catalog/default/component/inventory/doctor');
  for (const signal of ['Traces', 'Metrics', 'Logs']) {
    const card = page.getByRole('region', { name: new RegExp(`^${signal}`) });
    await expect(card).toContainText('service.version');
    await expect(card.getByText('good', { exact: true })).toBeVisible();
  }
  await expectAccessible(page);
  await page.goto('/catalog/default/component/inventory/logs?view=patterns');
  await expect(page.getByRole('region', { name: /^Patterns/ })).toContainText(
    'pattern_ingester.enabled: true',
  );
});
