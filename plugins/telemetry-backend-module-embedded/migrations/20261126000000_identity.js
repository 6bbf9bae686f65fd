// @ts-check

/**
 * Zipkin and Envoy give a client and its server one span id, and a sidecar its service's: what a span is
 * takes its side and its service too.
 */
const IDENTITY = ['trace_id', 'span_id', 'service', 'kind'];

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
