import { mockServices } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IngestQueue } from '../plugins/telemetry-backend-module-embedded/src/ingest/IngestQueue';
import { OtlpCodec } from '../plugins/telemetry-backend-module-embedded/src/otlp/OtlpCodec';
import { OtlpReceiver } from '../plugins/telemetry-backend-module-embedded/src/otlp/OtlpReceiver';
import { EmbeddedStore } from '../plugins/telemetry-backend-module-embedded/src/store/EmbeddedStore';
import { isAboutTheData } from '../plugins/telemetry-backend-module-embedded/src/store/isAboutTheData';
import {
  openStore,
  storeFileOf,
} from '../plugins/telemetry-backend-module-embedded/src/store/openStore';

/** A store on a SQLite file of its own, as the portal has it by default. */
export async function createStore(): Promise<{
  knex: Knex;
  store: EmbeddedStore;
  queue: IngestQueue;
  receiver: OtlpReceiver;
  file: string;
  close: () => Promise<void>;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sextant-bench-'));
  const file = path.join(folder, 'telemetry.sqlite');
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
  });
  const store = new EmbeddedStore(
    await openStore(
      { getClient: async () => knex },
      mockServices.rootLogger({ level: 'warn' }),
    ),
  );
  return {
    knex: store.reader,
    store,
    file: storeFileOf(file),
    queue: new IngestQueue({
      write: batches => store.write(batches),
      maxBytes: 64e6,
      isAboutTheData,
    }),
    receiver: new OtlpReceiver(new OtlpCodec(), 26 * 3_600_000),
    close: async () => {
      await store.close();
      await knex.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The q-quantile of measured values. */
export function quantileOf(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/** One line of the report. */
export function report(what: string, figure: string, target: string) {
  process.stdout.write(
    `${what.padEnd(52)} ${figure.padStart(22)}   target ${target}\n`,
  );
}
