#!/usr/bin/env node
// npm run fleet                         run the demo fleet alone, against SEXTANT_URL or an OTLP endpoint
// npm run fleet -- incident <name>      start a scripted incident in the running fleet
// npm run fleet -- recover [<name>]     end it, or all that go on
import { startFleet } from './processes.mjs';

const CONTROL = `http://127.0.0.1:${process.env.FLEET_PORT ?? 7100}`;
const USAGE =
  'usage: npm run fleet [-- incident bad-canary|slow-database|bad-config | -- recover [<name>]]\n';
const [command, name] = process.argv.slice(2);

async function ask(path, method) {
  const response = await fetch(`${CONTROL}${path}`, { method }).catch(error => {
    throw new Error(`No fleet answers at ${CONTROL}; start the portal first`, {
      cause: error,
    });
  });
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.error);
  }
  return body;
}

async function run() {
  if (command === 'incident' && name) {
    return ask(`/incidents/${name}`, 'POST');
  }
  let state = await ask('/', 'GET');
  for (const going of name ? [name] : state.incidents) {
    state = await ask(`/incidents/${going}`, 'DELETE');
  }
  return state;
}

if (command === undefined) {
  const fleet = startFleet();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => fleet.kill(signal));
  }
  fleet.once('exit', code => process.exit(code ?? 0));
} else if ((command === 'incident' && name) || command === 'recover') {
  try {
    const { incidents } = await run();
    process.stdout.write(
      incidents.length > 0
        ? `Going on: ${incidents.join(', ')}\n`
        : 'No incident goes on.\n',
    );
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
} else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
