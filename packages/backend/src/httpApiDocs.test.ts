import { deploymentsEndpoints } from '@sextant/plugin-deployments-common';
import { Endpoint, Endpoints } from '@sextant/plugin-kit-common';
import { servicesEndpoints } from '@sextant/plugin-services-common';
import { telemetryEndpoints } from '@sextant/plugin-telemetry-common';

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FILE = path.resolve(__dirname, '../../../docs/http-api.md');
const PLUGINS: ReadonlyArray<[string, Endpoints]> = [
  ['services', servicesEndpoints],
  ['telemetry', telemetryEndpoints],
  ['deployments', deploymentsEndpoints],
];

/** `docs/http-api.md`, made from what the plugins declare. */
function httpApi(): string {
  return `${[
    '# HTTP API',
    'Made from the declared questions by `yarn docs:api`. Each plugin serves its whole OpenAPI 3.1 document at `/api/<plugin>/openapi.json`.',
    ...PLUGINS.flatMap(([plugin, endpoints]) => [
      `## ${plugin}`,
      [
        `| method and path below \`/api/${plugin}\` | parameters | answers |`,
        '| --- | --- | --- |',
        ...Object.values(endpoints).map(rowOf),
      ].join('\n'),
    ]),
  ].join('\n\n')}\n`;
}

function rowOf(endpoint: Endpoint): string {
  const parameters = Object.keys(endpoint.query.shape)
    .map(name => `\`${name}\``)
    .join(' ');
  return `| \`${endpoint.method.toLocaleUpperCase('en-US')} ${
    endpoint.path
  }\` | ${parameters || '–'} | ${endpoint.summary} |`;
}

it('stands in the docs as it is declared', () => {
  const declared = httpApi();
  if (process.env.SEXTANT_WRITE_DOCS) {
    writeFileSync(FILE, declared);
  }
  expect(readFileSync(FILE, 'utf8')).toBe(declared);
});
