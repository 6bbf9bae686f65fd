#!/usr/bin/env node
// npm run package -- <folder>: builds the portal and puts into a folder what runs it, and nothing else.
// As Backstage's bundles are meant: https://backstage.io/docs/deployment/docker
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { root, runToEnd } from './processes.mjs';

const KEPT = [
  'app-config.yaml',
  'app-config.production.yaml',
  'backstage.json',
  'yarn.lock',
];

const [folder] = process.argv.slice(2);
if (!folder) {
  process.stderr.write('usage: npm run package -- <folder>\n');
  process.exit(2);
}
const out = path.resolve(folder);
if (existsSync(out) && readdirSync(out).length > 0) {
  process.stderr.write(`${out} is not empty\n`);
  process.exit(2);
}

function run(command, args, cwd = root) {
  const code =
    cwd === root
      ? runToEnd(command, args)
      : spawnSync(command, args, {
          cwd,
          stdio: 'inherit',
          shell: process.platform === 'win32',
        }).status;
  if (code !== 0) {
    process.stderr.write(`${command} ${args.join(' ')} ended with ${code}\n`);
    process.exit(1);
  }
}

run('yarn', ['tsc']);
run('yarn', ['workspace', 'backend', 'build']);
mkdirSync(out, { recursive: true });
for (const bundle of ['skeleton', 'bundle']) {
  run('tar', [
    'xzf',
    path.join(root, `packages/backend/dist/${bundle}.tar.gz`),
    '-C',
    out,
  ]);
}
for (const file of KEPT) {
  copyFileSync(path.join(root, file), path.join(out, file));
}
if (existsSync(path.join(root, '.yarnrc.yml'))) {
  copyFileSync(path.join(root, '.yarnrc.yml'), path.join(out, '.yarnrc.yml'));
}
cpSync(path.join(root, 'templates'), path.join(out, 'templates'), {
  recursive: true,
  filter: file => !/node_modules|dist$/.test(file),
});
run('yarn', ['workspaces', 'focus', '--all', '--production'], out);
rmSync(path.join(out, '.yarn'), { recursive: true, force: true });
process.stdout.write(
  `\n  ${out} holds the portal: node packages/backend --config app-config.yaml --config app-config.production.yaml\n\n`,
);
