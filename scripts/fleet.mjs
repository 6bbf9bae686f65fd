#!/usr/bin/env node
// yarn fleet                       run the demo fleet alone, against SEXTANT_URL or an OTLP endpoint
// yarn fleet incident <name>       start a scripted incident in the running fleet
// yarn fleet recover <name>        end it
import { startFleet } from './processes.mjs';

const CONTROL = `http://127.0.0.1:${process.env.FLEET_PORT ?? 7100}`;
const [command, name] = process.argv.slice(2);

if (command === undefined) {
  const fleet = startFleet();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => fleet.kill(signal));
  }
  fleet.once('exit', code => process.exit(code ?? 0));
} else if ((command === 'incident' || command === 'recover') && name) {
  const response = await fetch(`${CONTROL}/incidents/${name}`, {
    method: command === 'incident' ? 'POST' : 'DELETE',
  }).catch(error => {
    throw new Error(`No fleet answers at ${CONTROL}; start the portal first`, {
      cause: error,
    });
  });
  process.stdout.write(`${await response.text()}\n`);
  process.exitCode = response.ok ? 0 : 1;
} else {
  process.stderr.write(
    'usage: yarn fleet [incident|recover bad-canary|slow-database|bad-config]\n',
  );
  process.exitCode = 2;
}
