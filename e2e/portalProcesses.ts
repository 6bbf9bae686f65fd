import { ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** The repository. */
export const ROOT = path.join(__dirname, '..');

const NODE_TRANSFORM = require.resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);

/** Starts a command in the repository, as the head of a group that ends with it. */
export function startProcess(
  command: string,
  args: string[],
  env: Record<string, string>,
  cwd = ROOT,
): ChildProcess {
  return spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: process.env.E2E_VERBOSE ? 'inherit' : 'ignore',
    detached: true,
  });
}

/** Starts a TypeScript file of the repository. */
export function startScript(
  file: string,
  args: string[],
  env: Record<string, string>,
): ChildProcess {
  return startProcess(
    process.execPath,
    ['--require', NODE_TRANSFORM, path.join(ROOT, file), ...args],
    env,
  );
}

/** Runs a command to its end. */
export async function runToEnd(
  command: string,
  args: string[],
  env: Record<string, string> = {},
) {
  const child = startProcess(command, args, env);
  const code = await new Promise(resolve => child.once('exit', resolve));
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  }
}

/** Waits until a URL answers with success. */
export async function answering(url: string) {
  const until = Date.now() + 180_000;
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
  throw new Error(`${url} did not answer within 3 minutes`);
}

/** Ends a process with all it has started. */
export async function stopProcess(
  child: ChildProcess,
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
) {
  if (child.pid === undefined || child.exitCode !== null) {
    return;
  }
  const ended = new Promise(resolve => child.once('exit', resolve));
  process.kill(-child.pid, signal);
  const late = setTimeout(
    () => process.kill(-Number(child.pid), 'SIGKILL'),
    10_000,
  );
  await ended;
  clearTimeout(late);
}
