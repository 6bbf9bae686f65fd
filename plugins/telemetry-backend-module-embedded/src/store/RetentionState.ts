import { Knex } from 'knex';
import { z } from 'zod';
import { rowsOf } from './sql';

const stateSchema = z.object({
  bytes: z.number(),
  sweptAtMs: z.number(),
  /** Traces and logs before this time were dropped before their age. */
  eventsBeforeUs: z.number().optional(),
  /** Counts before this time are kept coarser, or not at all. */
  countsBeforeUs: z.number().optional(),
});

/** What the last sweep of any replica found. */
export type RetentionState = z.output<typeof stateSchema>;

const NAME = 'retention';

export async function readRetentionState(
  knex: Knex,
): Promise<RetentionState | undefined> {
  const [row] = rowsOf(
    await knex.raw('SELECT value FROM embedded_state WHERE name = ?', [NAME]),
  );
  return row
    ? stateSchema.safeParse(JSON.parse(String(row.value))).data
    : undefined;
}

export async function writeRetentionState(
  knex: Knex,
  state: RetentionState,
): Promise<void> {
  await knex.raw(
    `INSERT INTO embedded_state (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [NAME, JSON.stringify(state)],
  );
}
