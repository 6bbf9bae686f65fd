import { Knex } from 'knex';
import { openEngine, storeEngines } from '../__testUtils__/storeEngines';

jest.setTimeout(60_000);

const BEFORE_IDENTITY = '20261125120000_indexes.js';
const CONFIG = {
  directory: `${__dirname}/../../migrations`,
  tableName: 'embedded_migrations',
};
const KEY = { service: 'pricing', environment: '', version: '1.0.0' };

/** As the migration before left them. */
async function fill(knex: Knex) {
  await knex('embedded_request').insert({
    ...KEY,
    trace_id: 'a'.repeat(32),
    span_id: 'b'.repeat(16),
    operation: 'GET /',
    start_us: 1,
    duration_us: 1,
    error: 0,
    kind: 2,
  });
  await knex('embedded_red').insert({
    series_id: 1,
    tier: 15,
    bucket: 15,
    requests: 3,
    errors: 0,
  });
  const line = {
    ...KEY,
    time_us: 5,
    time_nano: 0,
    level: 'info',
    body: 'said twice',
    attributes: '{}',
  };
  await knex('embedded_log').insert([line, line]);
  const point = { ...KEY, bucket: 15, instance: 'one' };
  await knex('embedded_runtime').insert([
    { ...point, metric: 'process.cpu.time', value: 100 },
    { ...point, metric: 'jvm.cpu.time/s', value: 0.5 },
  ]);
}

describe.each(storeEngines)('migrations of a store on %s', (_name, engine) => {
  let knex: Knex;
  beforeAll(async () => {
    knex = await openEngine(engine);
  });
  afterAll(() => knex.destroy());

  it('keep what an earlier version stored, and go back as they came', async () => {
    while ((await knex.migrate.currentVersion(CONFIG)) !== '20261125120000') {
      await knex.migrate.up(CONFIG);
    }
    expect((await knex.migrate.list(CONFIG))[0].at(-1).name).toBe(
      BEFORE_IDENTITY,
    );
    await fill(knex);
    await knex.migrate.latest(CONFIG);
    // Until there were samples each request was one span.
    const [counted] = await knex('embedded_red').select('samples');
    expect(Number(counted.samples)).toBe(3);
    expect(await knex('embedded_request').select('span_id')).toHaveLength(1);
    expect(await knex('embedded_log').select('body')).toHaveLength(2);
    const points = await knex('embedded_runtime')
      .orderBy('metric')
      .select('metric', 'value', 'seconds', 'time_us');
    expect(
      points.map(row => ({ ...row, time_us: Number(row.time_us) })),
    ).toEqual([
      { metric: 'jvm.cpu.time', value: 0.5, seconds: 1, time_us: 15_000_000 },
      { metric: 'process.cpu.time', value: 100, seconds: 0, time_us: 15e6 },
    ]);
    // Client and server of one id.
    const [server] = await knex('embedded_request');
    await knex('embedded_request').insert({ ...server, kind: 3 });
    await knex('embedded_red').update({ samples: 7 });
    await knex.migrate.down(CONFIG);
    expect(await knex.schema.hasColumn('embedded_red', 'samples')).toBe(false);
    await knex.migrate.down(CONFIG);
    expect(await knex('embedded_request').select('kind')).toEqual([
      { kind: 2 },
    ]);
    expect(await knex('embedded_log').select('body')).toHaveLength(2);
    await knex.migrate.rollback(CONFIG, true);
    expect(await knex.schema.hasTable('embedded_block')).toBe(false);
    await knex.migrate.latest(CONFIG);
    expect(await knex.schema.hasTable('embedded_block')).toBe(true);
  });
});
