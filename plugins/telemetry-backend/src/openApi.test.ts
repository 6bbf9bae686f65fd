import SwaggerParser from '@apidevtools/swagger-parser';
import { openApiDocument } from '@sextant/plugin-kit-node';
import { telemetryEndpoints } from '@sextant/plugin-telemetry-common';

it('is a valid OpenAPI document of every declared question, and needs a token', async () => {
  const document = openApiDocument({
    title: 'Sextant telemetry',
    baseUrl: '/api/telemetry',
    endpoints: telemetryEndpoints,
  });
  // The parser works on its argument.
  const read = await SwaggerParser.validate(
    JSON.parse(JSON.stringify(document)),
  );
  expect(Object.keys(read.paths ?? {})).toHaveLength(
    new Set(Object.values(telemetryEndpoints).map(({ path }) => path)).size,
  );
  expect(read).toMatchObject({ security: [{ token: [] }] });
});
