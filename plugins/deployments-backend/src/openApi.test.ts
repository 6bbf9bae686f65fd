import SwaggerParser from '@apidevtools/swagger-parser';
import { openApiDocument } from '@sextant/plugin-kit-node';
import { deploymentsEndpoints } from '@sextant/plugin-deployments-common';

it('is a valid OpenAPI document of every declared question, and needs a token', async () => {
  const document = openApiDocument({
    title: 'Sextant deployments',
    baseUrl: '/api/deployments',
    endpoints: deploymentsEndpoints,
  });
  // The parser works on its argument.
  const read = await SwaggerParser.validate(
    JSON.parse(JSON.stringify(document)),
  );
  expect(Object.keys(read.paths ?? {})).toHaveLength(
    new Set(Object.values(deploymentsEndpoints).map(({ path }) => path)).size,
  );
  expect(read).toMatchObject({ security: [{ token: [] }] });
});
