import SwaggerParser from '@apidevtools/swagger-parser';
import { openApiDocument } from '@sextant/plugin-kit-node';
import { servicesEndpoints } from '@sextant/plugin-services-common';

it('is a valid OpenAPI document of every declared question, and needs a token', async () => {
  const document = openApiDocument({
    title: 'Sextant services',
    baseUrl: '/api/services',
    endpoints: servicesEndpoints,
  });
  // The parser works on its argument.
  const read = await SwaggerParser.validate(
    JSON.parse(JSON.stringify(document)),
  );
  expect(Object.keys(read.paths ?? {})).toHaveLength(
    new Set(Object.values(servicesEndpoints).map(({ path }) => path)).size,
  );
  expect(read).toMatchObject({ security: [{ token: [] }] });
});
