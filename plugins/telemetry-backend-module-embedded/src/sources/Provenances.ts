import { Provenance, UNVERSIONED } from '@sextant/plugin-telemetry-common';
import { SourceHealth } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';
import { rowsOf } from '../store/sql';

const SOURCE = 'embedded store';

/** Says of every answer where it came from and which rung of the ladder named its versions. */
export class Provenances {
  constructor(
    private readonly knex: Knex,
    private readonly health: () => SourceHealth,
  ) {}

  async metrics(service?: string, environment?: string): Promise<Provenance> {
    const rung = await this.#rung(service, environment);
    return this.#with(rung && `spans · ${rung}`);
  }

  async signal(service?: string, environment?: string): Promise<Provenance> {
    return this.#with(await this.#rung(service, environment));
  }

  #with(rung: string | undefined): Provenance {
    const { status, notes } = this.health();
    return {
      source: SOURCE,
      rung,
      warnings: status === 'ok' ? [] : notes.slice(1),
    };
  }

  async #rung(
    service?: string,
    environment?: string,
  ): Promise<string | undefined> {
    if (!service) {
      return undefined;
    }
    const rows = rowsOf(
      await this.knex.raw(
        `SELECT rung FROM embedded_presence WHERE service = ?
           ${
             environment ? 'AND environment = ?' : ''
           } GROUP BY rung ORDER BY MAX(last_us) DESC`,
        environment ? [service, environment] : [service],
      ),
    );
    const rungs = rows.map(row => String(row.rung));
    return rungs.find(rung => rung !== UNVERSIONED) ?? rungs[0];
  }
}
