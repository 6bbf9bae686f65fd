#!/usr/bin/env node
// yarn bench [ingest] [limits] [routes] [trace] [page] [upstreams]     all of them when none is named
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './processes.mjs';

const ALL = ['ingest', 'limits', 'routes', 'trace', 'page', 'upstreams'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !ALL.includes(name));
if (unknown.length > 0) {
  process.stderr.write(
    `found ${unknown.join(', ')}, allowed ${ALL.join(', ')}\n`,
  );
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : ALL) {
  const { status } = spawnSync(
    process.execPath,
    [
      '--expose-gc',
      '--require',
      path.join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
      path.join(root, 'bench', `${name}.ts`),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'development' },
    },
  );
  process.exitCode ||= status ?? 1;
}
