import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import type { Batch } from '../ingest/batches';
import { SeriesIds } from './SeriesIds';
import { insertRows, isSqlite, rowsOf } from './sql';
import { writeLogs } from './writeLogs';
import { writePoints, writePresence } from './writePresence';
import { writeSpans } from './writeSpans';

/** The store's tables and the one way data gets into them. */
export class EmbeddedStore {
  readonly #series = new SeriesIds();

  static async create(database: DatabaseService): Promise<EmbeddedStore> {
    const knex = await database.getClient();
    if (isSqlite(knex)) {
      // Readers do not wait for the writer, and a commit is one append: durable against a killed
      // process, which is what an acknowledgement promises here.
      await knex.raw('PRAGMA journal_mode = WAL');
      await knex.raw('PRAGMA synchronous = NORMAL');
    }
    if (!database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@sextant/plugin-telemetry-backend-module-embedded',
          'migrations',
        ),
        // The module shares the telemetry plugin's database: its own ledger keeps them apart.
        tableName: 'embedded_migrations',
      });
    }
    return new EmbeddedStore(knex);
  }

  private constructor(readonly knex: Knex) {}

  /** Writes batches in one transaction. Redelivered ones are left out. */
  async write(batches: readonly Batch[]): Promise<void> {
    try {
      await this.knex.transaction(async trx => {
        const fresh = await this.#freshOf(trx, batches);
        const spans = fresh.flatMap(batch =>
          batch.spans ? [batch.spans] : [],
        );
        if (spans.length > 0) {
          await writeSpans(trx, spans, this.#series);
        }
        await writeLogs(
          trx,
          fresh.flatMap(batch => batch.logs ?? []),
        );
        await writePoints(
          trx,
          fresh.flatMap(batch => batch.points ?? []),
        );
        await writePresence(
          trx,
          fresh.flatMap(batch => batch.presence),
        );
      });
    } catch (error) {
      this.#series.forget();
      throw error;
    }
  }

  async #freshOf(trx: Knex, batches: readonly Batch[]): Promise<Batch[]> {
    const unique = [
      ...new Map(batches.map(batch => [batch.hash, batch])).values(),
    ];
    const known = new Set(
      rowsOf(
        await trx.raw(
          `SELECT hash FROM embedded_delivery WHERE hash IN (${unique
            .map(() => '?')
            .join(',')})`,
          unique.map(batch => batch.hash),
        ),
      ).map(row => row.hash),
    );
    const fresh = unique.filter(batch => !known.has(batch.hash));
    const nowUs = Date.now() * 1000;
    await insertRows(
      trx,
      'embedded_delivery',
      ['hash', 'received_us'],
      fresh.map(batch => [batch.hash, nowUs]),
      'ON CONFLICT (hash) DO NOTHING',
    );
    return fresh;
  }
}
