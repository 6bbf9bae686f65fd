import { expect, expectAccessible, test, versionRow } from './portalTest';

test('who deployed what: from the fleet to all changes, and to what a service did around one', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Deployments, 24 h' }).click();
  await expect(page).toHaveURL(/\/deployments\?env=production&from=now-24h/);
  const row = page.getByRole('row').filter({ hasText: 'canary 12 %' });
  await expect(row).toContainText('inventory');
  await expect(row).toContainText('a41f09c');
  await expectAccessible(page);
  await row.getByRole('link', { name: /ago/ }).click();
  await expect(page).toHaveURL(/inventory\/observe\?env=production&from=20/);
  await expect(page.getByRole('region', { name: 'Changes' })).toContainText(
    '2.3.0 canary 12 %',
  );
});

test('what is looked at goes along from tab to tab, and back', async ({
  page,
}) => {
  await page.goto('/?env=production&from=now-15m');
  await page.getByRole('link', { name: 'inventory', exact: true }).click();
  await expect(page).toHaveURL(/observe\?env=production&from=now-15m/);
  await page.getByRole('button', { name: '2.3.0' }).click();
  await expect(page).toHaveURL(/version=2\.3\.0/);
  for (const tab of ['Traces', 'Logs']) {
    await page.getByRole('link', { name: tab, exact: true }).last().click();
    await expect(page).toHaveURL(
      new RegExp(
        `inventory/${tab.toLocaleLowerCase(
          'en-US',
        )}\\?env=production&version=2\\.3\\.0&from=now-15m`,
      ),
    );
  }
  await page.goBack();
  await expect(page).toHaveURL(/inventory\/traces\?env=production/);
});

test('a version that nothing matches is shown, and can be removed', async ({
  page,
}) => {
  await page.goto('/catalog/default/component/inventory/observe?version=9.9.9');
  const chosen = page.getByRole('button', { name: /9\.9\.9/ });
  await expect(chosen).toContainText('not seen');
  await chosen.click();
  await expect(page).not.toHaveURL(/version/);
  await expect(versionRow(page, '2.3.0')).toBeVisible();
});

test('a name in a trace leads to that service at that time', async ({
  page,
}) => {
  await page.goto('/catalog/default/component/orders/traces');
  await page.locator('[role=grid] a[href*="/traces/"]').first().click();
  await page
    .getByRole('list', { name: 'Facts of this trace' })
    .getByRole('link', { name: 'orders' })
    .click();
  await expect(page).toHaveURL(
    /orders\/observe\?env=production&version=4\.1\.0&from=20/,
  );
});
