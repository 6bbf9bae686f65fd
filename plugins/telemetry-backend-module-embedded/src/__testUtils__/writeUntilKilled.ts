import { randomBytes } from 'node:crypto';
import knexFactory from 'knex';
import { storeOver } from './storeOver';

/** Ingests spans for ever and prints each trace id once its request has been acknowledged. */
async function main() {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: process.argv[2] },
    useNullAsDefault: true,
  });
  const { queue, receiver } = await storeOver(knex);
  const sendOne = async () => {
    const traceId = randomBytes(16).toString('hex');
    const now = BigInt(Date.now()) * 1_000_000n;
    const request = {
      resourceSpans: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: 'pricing' } },
            ],
          },
          scopeSpans: [
            {
              spans: [
                {
                  traceId,
                  spanId: traceId.slice(0, 16),
                  kind: 2,
                  name: 'GET /',
                  startTimeUnixNano: String(now),
                  endTimeUnixNano: String(now + 1_000_000n),
                },
              ],
            },
          ],
        },
      ],
    };
    const { batch } = await receiver.receive(
      'traces',
      'json',
      Buffer.from(JSON.stringify(request)),
    );
    await queue.submit(batch);
    process.stdout.write(`${traceId}\n`);
  };
  for (;;) {
    await Promise.all(Array.from({ length: 5 }, sendOne));
  }
}

main().catch(error => {
  process.stderr.write(String(error.stack));
  process.exitCode = 1;
});
