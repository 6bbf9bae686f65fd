import { expect, expectAccessible, test } from './portalTest';

test('why is this request slow and what did it log: two clicks from a chart', async ({
  page,
}) => {
  await page.goto(
    '/catalog/default/component/web-bff/traces?operation=POST%20%2Fcheckout&order=slowest&status=2xx',
  );
  const first = page.getByRole('link', { name: 'POST /checkout' }).first();
  await first.click();
  await expect(
    page.getByRole('heading', { level: 1, name: 'POST /checkout' }),
  ).toBeVisible();
  const services = await page
    .getByRole('list', { name: 'Facts of this trace' })
    .getByText(/^\d+ services$/)
    .innerText();
  expect(Number.parseInt(services, 10)).toBeGreaterThanOrEqual(5);
  const tree = page.getByRole('tree');
  await expect(
    tree.getByRole('treeitem', { name: /^orders POST \/v4\/orders/ }),
  ).toBeVisible();
  await expect(tree).toContainText('payment');
  // Log lines stand between the spans.
  await expect(tree).toContainText(/reserved sku|lock timeout|quote made/);
  await expectAccessible(page);

  // Search inside the trace, keyboard first; Enter goes to the span and its permalink.
  await page.keyboard.press('/');
  await page.keyboard.type('authorize card');
  await expect(page.getByText(/1 span found/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/span=[0-9a-f]{16}/);
  const detail = page.getByRole('complementary', { name: 'Span' });
  await expect(detail).toContainText('critical path');
  await page.reload();
  await expect(detail).toContainText('authorize card');
});

test('a trace that is gone says so, with a way to try again', async ({
  page,
}) => {
  await page.goto('/traces/0123456789abcdef0123456789abcdef');
  await expect(page.getByText('This trace could not be loaded')).toBeVisible();
  await expect(page.getByText(/No trace 0123456789abcdef/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});
