import {
  expect,
  expectAccessible,
  numberIn,
  test,
  versionRow,
} from './portalTest';

test('who owns pricing, which versions live, what does each promise', async ({
  page,
}) => {
  await page.goto('/');
  const row = page.getByRole('row', { name: /^pricing/ });
  await expect(row).toContainText('team-pricing');
  await expect(row).toContainText('1.4.2');
  await expect(row).toContainText('2.0.0');
  await expectAccessible(page);

  // One click: the one view of the service, with two versions that live together.
  await row.getByRole('link', { name: 'pricing', exact: true }).click();
  for (const version of ['1.4.2', '2.0.0']) {
    await expect(versionRow(page, version)).toBeVisible();
    expect(
      await numberIn(versionRow(page, version), 'Rate /s'),
      `rate of ${version}`,
    ).toBeGreaterThan(0);
    expect(
      await numberIn(versionRow(page, version), 'p95 ms'),
      `p95 of ${version}`,
    ).toBeGreaterThan(0);
  }
  await expect(versionRow(page, '1.4.2')).toContainText('deprecated');
  await expect(versionRow(page, '1.4.2')).toContainText('search');
  await expectAccessible(page);

  // Two clicks: what is promised, what is owned.
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(page.getByText('until 2027-01-31')).toBeVisible();
  await expect(
    page.getByRole('rowheader', { name: 'price-list' }),
  ).toBeVisible();

  // Three clicks: the contract, chosen by version.
  await page.getByRole('link', { name: 'Contract', exact: true }).click();
  await expect(
    page.getByText('Price a basket with all discounts'),
  ).toBeVisible();
});

test('finds services by what a reader types, and remembers it in the address', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByRole('row', { name: /^cart/ })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('inven');
  await expect(page.getByRole('row', { name: /^cart/ })).toBeHidden();
  await expect(page.getByRole('row', { name: /^inventory/ })).toBeVisible();
  await expect(page).toHaveURL(/q=inven/);
  await page.reload();
  await expect(page.getByRole('row', { name: /^inventory/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /^cart/ })).toBeHidden();
});

test('shows data sets with their system of record and the shared database', async ({
  page,
}) => {
  await page.goto('/data');
  const order = page.getByRole('row', { name: /^order$/ });
  await expect(order).toContainText('orders');
  await expect(order).toContainText('shared database');
  await expectAccessible(page);
});
