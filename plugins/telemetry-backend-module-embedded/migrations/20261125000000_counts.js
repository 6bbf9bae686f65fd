// @ts-check

/** Tables whose rows say where they come from. */
const ORIGINS = [
  'embedded_series',
  'embedded_presence',
  'embedded_instance',
  'embedded_request',
  'embedded_log',
  'embedded_log_volume',
  'embedded_runtime',
];

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  // What telemetry does not say is empty; the words for it are the reader's.
  for (const table of ORIGINS) {
    await knex(table).where({ version: 'unversioned' }).update({ version: '' });
    await knex(table)
      .where({ environment: 'default' })
      .update({ environment: '' });
  }
  await knex('embedded_presence')
    .where({ rung: 'unversioned' })
    .update({ rung: '' });

  await knex.schema.alterTable('embedded_request', table => {
    table
      .smallint('kind')
      .notNullable()
      .defaultTo(2)
      .comment('OpenTelemetry span kind: 2 server, 5 consumer, else a root');
    table.string('parent_span_id', 16);
    table.index(['start_us', 'span_id']);
  });
  await knex.schema.alterTable('embedded_log', table => {
    table
      .integer('cut')
      .notNullable()
      .defaultTo(0)
      .comment('Characters cut off the end of the body');
    table.index(['service', 'time_us', 'id']);
  });
  await knex.schema.alterTable('embedded_log', table => {
    table.dropIndex(['service', 'time_us']);
  });

  await knex.schema.alterTable('embedded_instance', table => {
    table.bigInteger('first_us').notNullable().defaultTo(0);
  });

  await knex.schema.dropTable('embedded_edge');
  await knex.schema.createTable('embedded_edge', table => {
    table.comment('Requests of a series by who made them, per minute');
    table.integer('bucket').notNullable();
    table.integer('series_id').notNullable().index();
    table.smallint('kind').notNullable().comment('0 call, 1 event');
    table.string('caller').notNullable();
    table.string('caller_environment').notNullable();
    table.string('caller_version').notNullable();
    table.bigInteger('requests').notNullable();
    table.bigInteger('errors').notNullable();
    table.primary([
      'bucket',
      'series_id',
      'kind',
      'caller',
      'caller_environment',
      'caller_version',
    ]);
  });

  await knex.schema.createTable('embedded_waiting', table => {
    table.comment(
      'Ends of calls whose other end has not come to this replica: joined when it comes to any',
    );
    table.string('trace_id', 32).notNullable();
    table.string('span_id', 16).notNullable();
    table.smallint('is_caller').notNullable();
    table.string('own_span_id', 16).notNullable();
    table.text('origin').notNullable();
    table.bigInteger('waits_since_us').notNullable().index();
    table.primary(['trace_id', 'span_id', 'is_caller', 'own_span_id']);
  });

  await knex.schema.createTable('embedded_state', table => {
    table.comment('What all replicas know of the store');
    table.string('name', 40).primary();
    table.text('value').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('embedded_state');
  await knex.schema.dropTable('embedded_waiting');
  await knex.schema.dropTable('embedded_edge');
  await knex.schema.createTable('embedded_edge', table => {
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
  await knex.schema.alterTable('embedded_log', table => {
    table.index(['service', 'time_us']);
    table.dropIndex(['service', 'time_us', 'id']);
    table.dropColumn('cut');
  });
  await knex.schema.alterTable('embedded_request', table => {
    table.dropIndex(['start_us', 'span_id']);
    table.dropColumn('parent_span_id');
    table.dropColumn('kind');
  });
  await knex.schema.alterTable('embedded_instance', table => {
    table.dropColumn('first_us');
  });
  await knex('embedded_presence')
    .where({ rung: '' })
    .update({ rung: 'unversioned' });
  for (const table of ORIGINS) {
    await knex(table).where({ version: '' }).update({ version: 'unversioned' });
    await knex(table)
      .where({ environment: '' })
      .update({ environment: 'default' });
  }
};
