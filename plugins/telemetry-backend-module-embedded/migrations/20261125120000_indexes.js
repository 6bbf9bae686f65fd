// @ts-check

/** (start_us, span_id) serves all that was asked of the index of start_us alone. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('embedded_request', table => {
    table.dropIndex(['start_us']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('embedded_request', table => {
    table.index(['start_us']);
  });
};
