// @ts-check

const BUCKETS = 40;

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  const blob = knex.client.config.client === 'pg' ? 'bytea' : 'blob';

  await knex.schema.createTable('embedded_delivery', table => {
    table.comment(
      'Export requests stored in the last minutes: a redelivered one changes nothing',
    );
    table.string('hash', 40).primary();
    table.bigInteger('received_us').notNullable().index();
  });

  await knex.schema.createTable('embedded_series', table => {
    table.comment('What the requests of embedded_red are counted by');
    table.increments('id');
    table.string('service').notNullable();
    table.string('environment').notNullable();
    table.string('version').notNullable();
    table.string('operation').notNullable();
    table.unique(['service', 'environment', 'version', 'operation']);
  });

  await knex.schema.createTable('embedded_red', table => {
    table.comment(
      'Requests, errors and a duration histogram per series and time bucket',
    );
    table.integer('series_id').notNullable();
    table.integer('tier').notNullable().comment('Bucket width in seconds');
    table
      .integer('bucket')
      .notNullable()
      .comment('Start, seconds since the epoch');
    table.bigInteger('requests').notNullable();
    table.bigInteger('errors').notNullable();
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      table.integer(`b${bucket}`).notNullable().defaultTo(0);
    }
    table.primary(['series_id', 'tier', 'bucket']);
    table.index(['tier', 'bucket']);
  });

  await knex.schema.createTable('embedded_presence', table => {
    table.comment('When a version was first and last heard of');
    table.string('service').notNullable();
    table.string('environment').notNullable();
    table.string('version').notNullable();
    table.bigInteger('first_us').notNullable();
    table.bigInteger('last_us').notNullable();
    table.string('rung').notNullable();
    table.primary(['service', 'environment', 'version']);
  });

  await knex.schema.createTable('embedded_instance', table => {
    table.string('service').notNullable();
    table.string('environment').notNullable();
    table.string('version').notNullable();
    table.string('instance').notNullable();
    table.bigInteger('last_us').notNullable().index();
    table.primary(['service', 'environment', 'version', 'instance']);
  });

  await knex.schema.createTable('embedded_request', table => {
    table.comment('One row per entry span: what lists of traces are made of');
    table.string('trace_id', 32).notNullable();
    table.string('span_id', 16).notNullable();
    table.string('service').notNullable();
    table.string('environment').notNullable();
    table.string('version').notNullable();
    table.string('operation').notNullable();
    table.bigInteger('start_us').notNullable().index();
    table.bigInteger('duration_us').notNullable();
    table.integer('http_status');
    table.smallint('error').notNullable();
    table.primary(['trace_id', 'span_id']);
    table.index(['service', 'start_us']);
  });

  await knex.schema.createTable('embedded_trace', table => {
    table.string('trace_id', 32).primary();
    table.bigInteger('start_us').notNullable().index();
    table.bigInteger('end_us').notNullable();
    table.integer('spans').notNullable();
    table.integer('errors').notNullable();
    table.string('root_service');
    table.string('root_operation');
  });

  await knex.schema.createTable('embedded_block', table => {
    table.comment('Spans that arrived together, compressed');
    table.string('block_id', 48).primary();
    table.bigInteger('start_us').notNullable().index();
    table.specificType('data', blob).notNullable();
  });

  await knex.schema.createTable('embedded_part', table => {
    table.comment('Which blocks hold spans of a trace, by service');
    table.string('trace_id', 32).notNullable();
    table.string('block_id', 48).notNullable().index();
    table.string('service').notNullable();
    table.primary(['trace_id', 'block_id', 'service']);
  });

  await knex.schema.createTable('embedded_edge', table => {
    table.comment('Requests from one version to another per five minutes');
    table.integer('bucket').notNullable();
    table.string('environment').notNullable();
    table.string('caller').notNullable();
    table.string('caller_version').notNullable();
    table.string('callee').notNullable();
    table.string('callee_version').notNullable();
    table.bigInteger('requests').notNullable();
    table.bigInteger('errors').notNullable();
    table.primary([
      'bucket',
      'environment',
      'caller',
      'caller_version',
      'callee',
      'callee_version',
    ]);
  });

  await knex.schema.createTable('embedded_log', table => {
    table.bigIncrements('id');
    table.bigInteger('time_us').notNullable().index();
    table
      .smallint('time_nano')
      .notNullable()
      .comment('0 to 999, below the microsecond');
    table.string('service').notNullable();
    table.string('environment').notNullable();
    table.string('version').notNullable();
    table.string('level', 8).notNullable();
    table.string('trace_id', 32).index();
    table.string('span_id', 16);
    table.text('body').notNullable();
    table.text('attributes').notNullable();
    table.index(['service', 'time_us']);
  });

  await knex.schema.createTable('embedded_log_volume', table => {
    table.string('service').notNullable();
    table.integer('tier').notNullable();
    table.integer('bucket').notNullable();
    table.string('environment').notNullable();
    table.string('version').notNullable();
    table.string('level', 8).notNullable();
    table.bigInteger('lines').notNullable();
    table.primary([
      'service',
      'tier',
      'bucket',
      'environment',
      'version',
      'level',
    ]);
    table.index(['tier', 'bucket']);
  });

  await knex.schema.createTable('embedded_runtime', table => {
    table.comment(
      'What processes use: the last value per metric, instance and 15 seconds',
    );
    table.string('service').notNullable();
    table.string('metric', 40).notNullable();
    table.integer('bucket').notNullable();
    table.string('environment').notNullable();
    table.string('version').notNullable();
    table.string('instance').notNullable();
    table.double('value').notNullable();
    table.primary([
      'service',
      'metric',
      'bucket',
      'environment',
      'version',
      'instance',
    ]);
    table.index(['bucket']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of [
    'runtime',
    'log_volume',
    'log',
    'edge',
    'part',
    'block',
    'trace',
    'request',
    'instance',
    'presence',
    'red',
    'series',
    'delivery',
  ]) {
    await knex.schema.dropTable(`embedded_${name}`);
  }
};
