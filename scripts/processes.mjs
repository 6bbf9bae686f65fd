// Starts the processes of the portal, and stops them together.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const isWindows = process.platform === 'win32';
const children = [];

/** Runs a command to its end. On Windows `npx` and `yarn` are scripts, which only a shell starts. */
export function runToEnd(command, args) {
  const { error, status, signal } = isWindows
    ? spawnSync([command, ...args.map(quoted)].join(' '), {
        cwd: root,
        stdio: 'inherit',
        shell: true,
      })
    : spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) {
    process.stderr.write(`${command} could not be started: ${error.message}\n`);
    return 1;
  }
  return signal ? 130 : status ?? 1;
}

/**
 * Runs a command beside this one, at the head of a group of its own: whatever it starts ends with it.
 *
 * @param options - `log`: a file that takes what it says, instead of this terminal.
 */
export function start(command, args, { log, env } = {}) {
  const output = log ? openLog(log) : 'inherit';
  const child = spawn(
    isWindows ? [command, ...args].map(quoted).join(' ') : command,
    isWindows ? [] : args,
    {
      cwd: root,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env },
      detached: !isWindows,
      shell: isWindows,
    },
  );
  if (typeof output === 'number') {
    closeSync(output);
  }
  child.on('error', error =>
    process.stderr.write(`${command} could not be started: ${error.message}\n`),
  );
  children.push(child);
  return child;
}

/** Ends every process that was started here, with all that they have started. */
export async function stopAll() {
  const running = children.filter(
    child =>
      child.pid !== undefined &&
      child.exitCode === null &&
      child.signalCode === null,
  );
  const ended = running.map(
    child => new Promise(resolve => child.once('exit', resolve)),
  );
  running.forEach(child => stop(child, 'SIGTERM'));
  const late = setTimeout(
    () => running.forEach(child => stop(child, 'SIGKILL')),
    10_000,
  );
  await Promise.all(ended);
  clearTimeout(late);
  // What a process leaves behind when it ends stands in its group.
  children.forEach(child => stop(child, 'SIGKILL'));
}

/** The demo fleet, run from its sources. */
export function startFleet(options = {}) {
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
      ...options,
      env: {
        NODE_ENV: 'development',
        FLEET_DATA: path.join(root, 'data'),
        ...options.env,
      },
    },
  );
}

/** Waits until a URL answers, or fails after a time. */
export async function waitFor(url, timeoutMs, isOver = () => false) {
  const until = Date.now() + timeoutMs;
  while (Date.now() < until && !isOver()) {
    const ok = await fetch(url).then(
      response => response.ok,
      () => false,
    );
    if (ok) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 300));
  }
  throw new Error(
    isOver()
      ? 'It ended before it was ready'
      : `${url} did not answer within ${timeoutMs / 1000} s`,
  );
}

/** The last lines of a log. */
export function endOf(log, lines = 30) {
  return readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .join('\n');
}

function openLog(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  return openSync(file, 'w');
}

function stop(child, signal) {
  try {
    if (isWindows) {
      spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    } else {
      process.kill(-child.pid, signal);
    }
  } catch {
    // It is gone, and all of its group.
  }
}

function quoted(text) {
  return /[\s&|<>^]/.test(text) ? `"${text}"` : text;
}
