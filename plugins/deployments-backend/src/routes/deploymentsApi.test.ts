import SwaggerParser from '@apidevtools/swagger-parser';
import { deploymentsApi } from './deploymentsApi';

describe('deploymentsApi', () => {
  it('is a valid OpenAPI document, and needs a token', async () => {
    // The parser works on its argument.
    const document = JSON.parse(JSON.stringify(deploymentsApi()));
    const read = await SwaggerParser.validate(document);
    expect(Object.keys(read.paths ?? {})).toHaveLength(3);
    expect(read).toMatchObject({ security: [{ token: [] }] });
  });
});
