#!/usr/bin/env node
// Runs a script of this repository with the Node.js and Yarn it is pinned to. Backstage wants
// Node.js 22 or 24; where an older one is installed, npm brings the pinned one along.
import { runToEnd } from './processes.mjs';

const NODE = 'node@24.21.0';
const YARN = '@yarnpkg/cli-dist@4.18.1';

const [script, ...rest] = process.argv.slice(2);
const calledByYarn = process.env.npm_config_user_agent?.startsWith('yarn/');
const major = Number(process.versions.node.split('.')[0]);

if (calledByYarn && (major === 22 || major === 24)) {
  process.exit(runToEnd('yarn', [script, ...rest]));
}
process.exit(
  runToEnd('npx', [
    '--yes',
    '-p',
    NODE,
    '-p',
    YARN,
    '-c',
    `yarn install --immutable && yarn ${[script, ...rest].join(' ')}`,
  ]),
);
