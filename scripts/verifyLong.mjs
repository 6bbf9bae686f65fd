#!/usr/bin/env node
// npm run verify:long [fuzz] [schemathesis] [senders] [replicas] [viewers] [timing] [mutation]
// What takes too long for `npm test`; all of them when none is named. Results go into docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './processes.mjs';

const typescript = name => ({
  command: process.execPath,
  args: [
    '--expose-gc',
    '--require',
    path.join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
    path.join(root, 'long', `${name}.ts`),
  ],
});
const CHECKS = {
  fuzz: typescript('fuzz'),
  schemathesis: typescript('schemathesis'),
  senders: typescript('senders'),
  replicas: typescript('replicas'),
  viewers: typescript('viewers'),
  timing: {
    command: 'yarn',
    args: [
      'backstage-cli',
      'repo',
      'test',
      '--watch=false',
      'plugins/telemetry-backend/src/timing.test.ts',
      'plugins/services-backend/src/access.test.ts',
      'plugins/deployments-backend/src/access.test.ts',
    ],
  },
  mutation: { command: 'yarn', args: ['mutation'] },
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !(name in CHECKS));
if (unknown.length > 0) {
  process.stderr.write(
    `found ${unknown.join(', ')}, allowed ${Object.keys(CHECKS).join(', ')}\n`,
  );
  process.exit(2);
}
const results = (wanted.length > 0 ? wanted : Object.keys(CHECKS)).map(name => {
  process.stdout.write(`\n── ${name}\n`);
  const { status } = spawnSync(CHECKS[name].command, CHECKS[name].args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'development', SEXTANT_LONG: '1' },
  });
  return { name, isGood: status === 0 };
});
process.stdout.write(
  `\n${results
    .map(({ name, isGood }) => `${name} ${isGood ? 'passed' : 'failed'}`)
    .join(', ')}\n`,
);
process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1;
