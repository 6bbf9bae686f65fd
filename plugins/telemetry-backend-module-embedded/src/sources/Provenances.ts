import { Provenance } from '@sextant/plugin-kit-common';
import { Question } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';
import { Conditions } from './rows';

/** How people call the store. */
export const EMBEDDED = 'embedded store';

/** Says of every answer where it came from and which attribute named its versions. */
export class Provenances {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @param made - What the answer was made of, where that is not what was asked for. */
  async of(
    { services, environments }: Partial<Question>,
    made?: string,
  ): Promise<Provenance> {
    const rung =
      services?.length === 1
        ? await this.versionKeyOf(services[0], environments)
        : undefined;
    return {
      source: EMBEDDED,
      rung: rung && made ? `${made} · ${rung}` : rung,
      warnings: [],
    };
  }

  /** The attribute that names a service's versions: the newest that names one. */
  async versionKeyOf(
    service: string,
    environments?: Question['environments'],
  ): Promise<string | undefined> {
    const conditions = new Conditions()
      .in('service', [service])
      .in('environment', environments);
    const rows = rowsOf(
      await this.#knex.raw(
        `SELECT rung FROM embedded_presence WHERE ${conditions.sql}
          GROUP BY rung ORDER BY MAX(last_us) DESC`,
        conditions.bindings,
      ),
    );
    return rows.map(row => String(row.rung)).find(Boolean);
  }
}
