// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('deployments', table => {
    table.comment('What changed, where and when');
    table.string('id').primary();
    table
      .string('service')
      .notNullable()
      .comment('Full entity reference in lower case');
    table.string('version').notNullable();
    table.string('previous_version');
    table.string('environment').notNullable();
    table.string('kind').notNullable();
    table.string('status').notNullable();
    table.bigInteger('started_ms').notNullable();
    table.bigInteger('recorded_ms').notNullable();
    table
      .text('detail')
      .notNullable()
      .comment('The rest of the record, as JSON');
    table.index(['service', 'environment', 'started_ms']);
    table.index(['environment', 'started_ms']);
    table.index(['started_ms', 'id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('deployments');
};
