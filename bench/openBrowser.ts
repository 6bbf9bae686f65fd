import { chromium } from '@playwright/test';
import sparticuz from '@sparticuz/chromium';
import { existsSync } from 'node:fs';

/** Chromium as installed, else as it comes from npm. */
export async function openBrowser() {
  const installed = existsSync('/usr/bin/chromium')
    ? '/usr/bin/chromium'
    : undefined;
  return chromium.launch({
    executablePath: installed ?? (await sparticuz.executablePath()),
    args: [
      ...(installed ? [] : sparticuz.args),
      '--no-sandbox',
      '--disable-gpu',
    ],
  });
}
