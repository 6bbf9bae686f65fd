#!/usr/bin/env node
// Runs a script of this repository with the Node.js and Yarn it is pinned to. Backstage wants
// Node.js 22 or 24; where an older one is installed, npm brings the pinned one along.
import { spawnSync } from 'node:child_process';

const NODE = 'node@24.21.0';
const YARN = '@yarnpkg/cli-dist@4.18.1';

const [script] = process.argv.slice(2);
const root = new URL('..', import.meta.url);
const calledByYarn = process.env.npm_config_user_agent?.startsWith('yarn/');
const major = Number(process.versions.node.split('.')[0]);

function run(command, args) {
  const { status, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
  });
  return signal ? 130 : status ?? 1;
}

if (calledByYarn && (major === 22 || major === 24)) {
  process.exit(run('yarn', [script]));
}
process.exit(
  run('npx', [
    '--yes',
    '-p',
    NODE,
    '-p',
    YARN,
    '-c',
    `yarn install --immutable && yarn ${script}`,
  ]),
);
