import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { IngestQueue } from '../ingest/IngestQueue';
import { OtlpCodec } from '../otlp/OtlpCodec';
import { OtlpReceiver } from '../otlp/OtlpReceiver';
import { EmbeddedStore } from '../store/EmbeddedStore';
import { isAboutTheData } from '../store/isAboutTheData';
import { openStore } from '../store/openStore';

/** A store over a database of its own, with what leads into it. */
export async function storeOver(knex: Knex, now?: () => number) {
  const store = new EmbeddedStore(
    await openStore(
      { getClient: async () => knex },
      mockServices.rootLogger({ level: 'none' }),
    ),
    now,
  );
  return {
    store,
    queue: new IngestQueue({
      write: batches => store.write(batches),
      maxBytes: 64e6,
      isAboutTheData,
    }),
    receiver: new OtlpReceiver(new OtlpCodec(), 86_400_000, now),
  };
}
