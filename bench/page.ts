import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../e2e/portalProcesses';
import { openBrowser } from './openBrowser';
import { PORTAL, startBuiltPortal } from './startBuiltPortal';
import { report } from './store';

const STATIC = path.join(ROOT, 'packages/app/dist/static');
const PAGE = `${PORTAL}/catalog/default/component/pricing`;

/** Kilobytes of JavaScript, compressed, that a page has loaded once it stands. */
async function scriptsOf(url: string, ready: string, configs: string[] = []) {
  const stop = await startBuiltPortal(configs);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const loaded = new Set<string>();
    page.on('response', response => {
      const name = path.basename(new URL(response.url()).pathname);
      if (name.endsWith('.js')) {
        loaded.add(name);
      }
    });
    for (let tries = 0; tries < 30; tries += 1) {
      await page.goto(url);
      const shown = await page
        .getByText(ready)
        .first()
        .waitFor({ timeout: 4_000 })
        .then(
          () => true,
          () => false,
        );
      if (shown) {
        break;
      }
    }
    if (!(await page.getByText(ready).first().isVisible())) {
      throw new Error(`"${ready}" did not appear at ${url}`);
    }
    await page.waitForLoadState('networkidle');
    const built = new Set(readdirSync(STATIC));
    return [...loaded]
      .filter(name => built.has(name))
      .reduce(
        (sum, name) =>
          sum + gzipSync(readFileSync(path.join(STATIC, name))).length / 1000,
        0,
      );
  } finally {
    await browser.close();
    await stop();
  }
}

async function main() {
  const stock = await scriptsOf(PAGE, 'About', ['bench/app-config.stock.yaml']);
  const overview = await scriptsOf(PAGE, 'owned and copied');
  const observe = await scriptsOf(`${PAGE}/observe`, 'requests/s by version');
  report('JavaScript of a service page, stock', `${stock.toFixed(0)} kB`, '-');
  report(
    '  added by the overview',
    `${(overview - stock).toFixed(0)} kB`,
    '≤ 400 kB',
  );
  report(
    '  added by the Observe tab',
    `${(observe - stock).toFixed(0)} kB`,
    '≤ 400 kB',
  );
}

main();
