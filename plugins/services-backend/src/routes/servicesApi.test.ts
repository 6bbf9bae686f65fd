import SwaggerParser from '@apidevtools/swagger-parser';
import { servicesApi } from './servicesApi';

describe('servicesApi', () => {
  it('is a valid OpenAPI document, and needs a token', async () => {
    // The parser works on its argument.
    const document = JSON.parse(JSON.stringify(servicesApi()));
    const read = await SwaggerParser.validate(document);
    expect(Object.keys(read.paths ?? {})).toHaveLength(3);
    expect(read).toMatchObject({ security: [{ token: [] }] });
  });
});
