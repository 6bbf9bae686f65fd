// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('embedded_red', table => {
    table
      .bigInteger('samples')
      .notNullable()
      .defaultTo(0)
      .comment(
        'Spans that the counts were made of: fewer than requests where they were sampled',
      );
  });
  // Until now each request was one span.
  await knex('embedded_red').update({ samples: knex.ref('requests') });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('embedded_red', table => {
    table.dropColumn('samples');
  });
};
