import { expect, Page } from '@playwright/test';
import { startDemo } from './startDemo';
import { test } from './portalTest';

let demo: Awaited<ReturnType<typeof startDemo>>;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  demo = await startDemo({
    port: 3171,
    backendPort: 7109,
    fleetPort: 7230,
    fleet: 'quiet',
  });
});
test.afterAll(() => demo?.stop());

/** Names of the services in the order of the fleet, with what is said of each. */
async function fleet(page: Page) {
  const rows = page.getByRole('grid', { name: 'Services' }).getByRole('row');
  const texts = await rows.allInnerTexts();
  return texts.slice(1).map(text => text.replace(/\s+/g, ' '));
}

test('the quiet fleet is quiet', async ({ page }) => {
  await page.goto(demo.url);
  await expect(page.getByRole('row', { name: /^inventory/ })).toBeVisible();
  // Its history is sent, and what is usual is known, before anybody can be told from it.
  await expect
    .poll(async () => (await fleet(page)).join(), { timeout: 120_000 })
    .toMatch(/inventory.*\d+ h ago/);
  await page.waitForTimeout(20_000);
  for (const row of await fleet(page)) {
    expect(row).not.toMatch(/failing|slow/);
  }
});

for (const { incident, service, kind, cause, log } of [
  {
    incident: 'slow-database',
    service: 'orders',
    kind: /slow p(95|90|75|50)/,
    cause: 'orders-db moved to a smaller machine',
    log: /slow query/,
  },
  {
    incident: 'bad-canary',
    service: 'inventory',
    kind: /failing|slow/,
    cause: 'canary weight 12 % → 35 %',
    log: /lock/,
  },
  {
    incident: 'bad-config',
    service: 'cart',
    kind: /failing/,
    cause: 'cart.ttl 30 m → 0',
    log: /cart ttl is 0/,
  },
]) {
  test(`${incident}: who is harmed is first within a minute, and why is read in two clicks`, async ({
    page,
  }) => {
    await page.goto(demo.url);
    await expect(
      page.getByRole('row', { name: new RegExp(`^${service}`) }),
    ).toBeVisible();
    // What the incident before has harmed is told for some minutes more.
    const before = (await fleet(page))
      .filter(row => /failing|slow/.test(row))
      .map(row => row.split(' ')[0]);
    const response = await fetch(`${demo.control}/incidents/${incident}`, {
      method: 'POST',
    });
    expect(response.status).toBe(200);
    await expect
      .poll(
        async () =>
          (await fleet(page)).find(row => !before.includes(row.split(' ')[0])),
        {
          timeout: 60_000,
          intervals: [1_000],
        },
      )
      .toMatch(new RegExp(`^${service}.*(${kind.source})`));

    // One click: what changed, and what its lines say.
    await page.getByRole('link', { name: service, exact: true }).click();
    const changes = page.getByRole('region', { name: 'Changes' });
    await expect(
      changes.getByRole('button', { name: new RegExp(cause) }),
    ).toBeVisible();
    await expect(page.getByRole('region', { name: /^Logs/ })).toContainText(
      log,
    );
    // Two: who did it.
    await changes.getByRole('button', { name: new RegExp(cause) }).click();
    await expect(page.getByRole('dialog')).toContainText(
      /By(ci|ada|team-platform)/,
    );
    await fetch(`${demo.control}/incidents/${incident}`, { method: 'DELETE' });
  });
}
