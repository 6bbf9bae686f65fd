import { ConfigReader } from '@backstage/config';
import { readEmbeddedConfig } from './config';

const read = (embedded: object, environment = 'development') =>
  readEmbeddedConfig(
    new ConfigReader({
      telemetry: { embedded: JSON.parse(JSON.stringify(embedded)) },
    }),
    environment,
  );

describe('readEmbeddedConfig', () => {
  it('has bounds when nothing is configured, and asks for a token', () => {
    expect(readEmbeddedConfig(new ConfigReader({}))).toEqual({
      access: 'token',
      maxAgeMs: 86_400_000,
      maxBytes: 2e9,
      maxBodyBytes: 16e6,
      maxQueueBytes: 64e6,
    });
  });

  it('reads ages and sizes with their units', () => {
    expect(read({ retention: { age: '7d', size: '500MB' } })).toMatchObject({
      maxAgeMs: 604_800_000,
      maxBytes: 5e8,
    });
  });

  it.each([
    [
      { retention: { age: 'forever' } },
      'telemetry.embedded.retention.age: found "forever"',
    ],
    [
      { retention: { size: '10' } },
      'allowed a number over 0 with one of B, kB, MB, GB',
    ],
    [{ retention: { size: '0GB' } }, 'found "0GB"'],
    [{ ingest: { access: 'all' } }, 'found "all", allowed token, open'],
  ])('refuses %j', (embedded, message) => {
    expect(() => read(embedded)).toThrow(message);
  });

  it('does not open ingest to everybody in production', () => {
    expect(() => read({ ingest: { access: 'open' } }, 'production')).toThrow(
      'allowed token',
    );
  });
});
