// @ts-check

/**
 * Zipkin and Envoy give a client and its server one span id, and a sidecar its service's: what a span is
 * takes its side and its service too.
 */
const IDENTITY = ['trace_id', 'span_id', 'service', 'kind'];

const RUNTIME_BEFORE = [
  'service',
  'metric',
  'bucket',
  'environment',
  'version',
  'instance',
];
/** A process has several values of one metric, such as those of its memory pools. */
const RUNTIME = [...RUNTIME_BEFORE, 'attributes'];

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('embedded_request', table => {
    table.dropPrimary();
  });
  await knex.schema.alterTable('embedded_request', table => {
    table.primary(IDENTITY);
  });
  await knex.schema.alterTable('embedded_part', table => {
    table
      .text('marks')
      .notNullable()
      .defaultTo('')
      .comment('17 characters a span: its id, its kind, and whether it failed');
  });
  await knex.schema.alterTable('embedded_runtime', table => {
    table.string('attributes', 22).notNullable().defaultTo('');
    table.bigInteger('time_us').notNullable().defaultTo(0);
    table
      .double('seconds')
      .notNullable()
      .defaultTo(0)
      .comment('Of an increase, the seconds that it is of');
    table.dropPrimary();
  });
  await knex('embedded_runtime').update({
    time_us: knex.raw('CAST(bucket AS bigint) * 1000000'),
  });
  // An increase per second was stored under a name of its own.
  await knex('embedded_runtime')
    .whereLike('metric', '%/s')
    .update({
      metric: knex.raw('substr(metric, 1, length(metric) - 2)'),
      seconds: 1,
    });
  await knex.schema.alterTable('embedded_runtime', table => {
    table.primary(RUNTIME);
  });
  await knex.schema.alterTable('embedded_log', table => {
    table
      .string('identity', 40)
      .notNullable()
      .defaultTo('')
      .comment('With its time: the same line again is not stored again');
  });
  await knex('embedded_log').update({ identity: knex.raw('CAST(id AS text)') });
  await knex.schema.alterTable('embedded_log', table => {
    table.unique(['time_us', 'identity']);
    table.dropIndex(['time_us']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('embedded_log', table => {
    table.index(['time_us']);
    table.dropUnique(['time_us', 'identity']);
    table.dropColumn('identity');
  });
  // What processes use is drawn anew within minutes.
  await knex('embedded_runtime').delete();
  await knex.schema.alterTable('embedded_runtime', table => {
    table.dropPrimary();
    table.dropColumns('attributes', 'time_us', 'seconds');
  });
  await knex.schema.alterTable('embedded_runtime', table => {
    table.primary(RUNTIME_BEFORE);
  });
  await knex.schema.alterTable('embedded_part', table => {
    table.dropColumn('marks');
  });
  await knex.raw(
    `DELETE FROM embedded_request WHERE EXISTS (SELECT 1 FROM embedded_request AS other
       WHERE other.trace_id = embedded_request.trace_id AND other.span_id = embedded_request.span_id
         AND (other.kind, other.service) < (embedded_request.kind, embedded_request.service))`,
  );
  await knex.schema.alterTable('embedded_request', table => {
    table.dropPrimary();
  });
  await knex.schema.alterTable('embedded_request', table => {
    table.primary(['trace_id', 'span_id']);
  });
};
