import { TestDatabases } from '@backstage/backend-test-utils';
import { RequestRow } from '@sextant/plugin-telemetry-node';
import request from 'supertest';
import { PaperUpstream } from './__testUtils__/paperUpstream';
import { startPortal } from './__testUtils__/startPortal';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const TO = Math.floor(Date.now() / 60_000) * 60_000;
const FROM = TO - 600_000;

/** The n-th version has answered n requests. */
const requests = Array.from({ length: 210 }, (_, version) =>
  Array.from({ length: version < 205 ? 1 : 3 }, (__, nth): RequestRow => {
    const id = `${version}${nth}`.padStart(16, '0');
    const startUs = (FROM + 1_000) * 1000;
    return {
      service: 'pricing',
      environment: 'production',
      version: `1.${version}.0`,
      traceId: id.padStart(32, '0'),
      spanId: id,
      position: id,
      operation: 'GET /',
      startUs,
      durationUs: 1,
      failed: false,
      trace: { startUs, endUs: startUs + 1, spans: 1, errors: 0, services: 1 },
    };
  }),
).flat();

it('shows of hundreds of versions those with most requests, and says how many it leaves out', async () => {
  const server = await startPortal(await databases.init('SQLITE_3'), {
    upstreams: [new PaperUpstream('paper', { requests, lines: [] })],
  });
  const { body } = await request(server)
    .get(
      `/api/telemetry/v1/services/default/pricing/versions?from=${new Date(
        FROM,
      ).toISOString()}&to=${new Date(TO).toISOString()}`,
    )
    .expect(200);
  expect(body.data.versions).toHaveLength(200);
  expect(
    body.data.versions
      .slice(0, 5)
      .map((row: { version: string }) => row.version)
      .sort(),
  ).toEqual(['1.205.0', '1.206.0', '1.207.0', '1.208.0', '1.209.0']);
  expect(JSON.stringify(body)).toContain('10 versions with fewer requests');
});
