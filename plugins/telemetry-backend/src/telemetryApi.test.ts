import SwaggerParser from '@apidevtools/swagger-parser';
import { telemetryApi } from './telemetryApi';

describe('telemetryApi', () => {
  it('is a valid OpenAPI document, and needs a token', async () => {
    // The parser works on its argument.
    const document = JSON.parse(JSON.stringify(telemetryApi()));
    const read = await SwaggerParser.validate(document);
    expect(Object.keys(read.paths ?? {})).toHaveLength(15);
    expect(read).toMatchObject({ security: [{ token: [] }] });
  });
});
