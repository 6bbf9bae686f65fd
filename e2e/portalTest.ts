import AxeBuilder from '@axe-core/playwright';
import { chromium, expect, Page, test as base } from '@playwright/test';
import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Errors that Backstage and the libraries under it print; nothing of ours is among them. */
const NOT_OURS = [
  /findDOMNode is deprecated/,
  /Support for defaultProps will be removed/,
  /legacy childContextTypes|legacy contextTypes/,
  /UNSAFE_component/,
  // The catalog is asked for what is being created; its 404 is the answer.
  /Failed to load resource: the server responded with a status of 404/,
];

/** A browser that is installed, else the one that comes as a package; and no console error of ours. */
export const test = base.extend<{ consoleErrors: string[] }, object>({
  browser: [
    async ({}, use) => {
      const installed = INSTALLED.find(file => existsSync(file));
      const browser = await chromium.launch({
        executablePath: installed ?? (await sparticuz.executablePath()),
        args: [
          ...(installed ? [] : sparticuz.args),
          '--no-sandbox',
          '--disable-gpu',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('console', message => {
        if (
          message.type() === 'error' &&
          !NOT_OURS.some(known => known.test(message.text()))
        ) {
          errors.push(message.text());
        }
      });
      page.on('pageerror', error => errors.push(String(error)));
      await use(errors);
      expect(errors, 'console errors').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Checks a region against WCAG 2.2 AA and what is good practice beside it. */
export async function expectAccessible(page: Page, selector = 'main') {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .withTags([
      'wcag2a',
      'wcag2aa',
      'wcag21a',
      'wcag21aa',
      'wcag22aa',
      'best-practice',
    ])
    .analyze();
  const found = violations.map(violation => ({
    rule: violation.id,
    nodes: violation.nodes.slice(0, 3).map(node => node.html.slice(0, 160)),
  }));
  expect(found, 'accessibility violations').toEqual([]);
}

/** The row of a version in the table of the one view. */
export function versionRow(page: Page, version: string) {
  return page
    .getByRole('region', { name: /^Versions/ })
    .getByRole('row', { name: new RegExp(version) });
}

/** The number in a cell such as `16.2 %` or `1,912`, by the head of its column; NaN where there is none. */
export async function numberIn(
  row: ReturnType<typeof versionRow>,
  column: string,
) {
  const table = row.locator('xpath=ancestor::*[@role="grid"]');
  const heads = await table.getByRole('columnheader').allInnerTexts();
  const at = heads.findIndex(head => head.trim() === column);
  const text = await row
    .locator('[role=rowheader], [role=gridcell]')
    .nth(at)
    .innerText();
  return Number(/[\d,.]+/.exec(text)?.[0].replace(/,/g, '') ?? NaN);
}
