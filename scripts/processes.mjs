// Starts the processes of the portal, and stops them together.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const children = [];

/** Runs a command beside this one; everything ends when one of them does. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, ...options.env },
  });
  children.push(child);
  return child;
}

/** Ends every process that was started here. */
export async function stopAll() {
  const running = children.filter(
    child => child.exitCode === null && child.signalCode === null,
  );
  const ended = running.map(
    child => new Promise(resolve => child.once('exit', resolve)),
  );
  running.forEach(child => child.kill('SIGTERM'));
  const late = setTimeout(
    () => running.forEach(child => child.kill('SIGKILL')),
    10_000,
  );
  await Promise.all(ended);
  clearTimeout(late);
}

/** The demo fleet, run from its sources. */
export function startFleet(env = {}) {
  const transform = path.join(
    root,
    'node_modules/@backstage/cli/config/nodeTransform.cjs',
  );
  return start(
    process.execPath,
    [
      '--require',
      transform,
      path.join(root, 'packages/demo-fleet/src/index.ts'),
    ],
    {
      env: {
        NODE_ENV: 'development',
        FLEET_DATA: path.join(root, 'data'),
        ...env,
      },
    },
  );
}

/** Waits until a URL answers, or fails after a time. */
export async function waitFor(url, timeoutMs) {
  const until = Date.now() + timeoutMs;
  while (Date.now() < until) {
    const ok = await fetch(url).then(
      response => response.ok,
      () => false,
    );
    if (ok) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 300));
  }
  throw new Error(`${url} did not answer within ${timeoutMs / 1000} s`);
}
