import { z } from 'zod';
import { newSpan, newTrace, sendTo, tracesOf } from './otlp';
import { guestToken, report, startDatabase, startReplica } from './portal';

const KILLS = Number(
  process.argv.find(word => word.startsWith('--kills='))?.split('=')[1] ?? 50,
);
const SENDERS = 6;
const ERRORS_AT_MOST = 20;

const versionsSchema = z.object({
  data: z.object({
    versions: z.array(z.object({ requests: z.number() })),
  }),
});
const deploymentsSchema = z.object({
  items: z.array(z.object({ id: z.string() })),
  nextCursor: z.string().optional(),
});

/**
 * Two replicas over one PostgreSQL, either of which is killed again and again while spans and deployments
 * come: a sender who has no answer sends the same again, to the other one too. What was acknowledged is
 * stored, once.
 */
async function main() {
  const database = await startDatabase('PostgreSQL');
  const replicas = [
    await startReplica(database, 7127),
    await startReplica(database, 7128),
  ];
  const tokens = await Promise.all(replicas.map(({ url }) => guestToken(url)));
  let isOver = false;
  let spans = 0;
  const deployments: string[] = [];
  const troubles: string[] = [];

  /** Asks one replica after the other until one has taken it. */
  const until = async (
    isTaken: (replica: number) => Promise<boolean>,
    first: number,
  ) => {
    for (let tries = 0; tries < 2_000; tries += 1) {
      if (await isTaken((first + tries) % 2)) {
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error('nobody took it');
  };

  const sendSpans = async (at: number) => {
    while (!isOver) {
      const traceId = newTrace();
      const body = tracesOf('survivor', [
        { traceId, spanId: newSpan(), name: 'GET /', kind: 2 },
        { traceId, spanId: newSpan(), name: 'GET /', kind: 2 },
      ]);
      await until(
        async replica =>
          (await sendTo(replicas[replica].url, 'traces', body)) === 200,
        at,
      );
      spans += 2;
    }
  };
  const sendDeployments = async () => {
    for (let nth = 0; !isOver; nth += 1) {
      const id = `deployment-${nth}`;
      await until(async replica => {
        const status = await fetch(
          `${replicas[replica].url}/api/deployments/v1/deployments`,
          {
            method: 'POST',
            headers: {
              authorization: `Bearer ${tokens[replica]}`,
              'content-type': 'application/json',
            },
            body: JSON.stringify({
              id,
              service: 'survivor',
              version: `1.0.${nth}`,
              environment: 'production',
            }),
            signal: AbortSignal.timeout(10_000),
          },
        ).then(
          async response => {
            const text = await response.text();
            if (response.status >= 400 && troubles.length < ERRORS_AT_MOST) {
              troubles.push(`${response.status} ${text.slice(0, 200)}`);
            }
            return response.status;
          },
          () => 0,
        );
        return status === 200 || status === 201;
      }, nth);
      deployments.push(id);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  };

  try {
    const senders = [
      ...Array.from({ length: SENDERS }, (_, at) => sendSpans(at)),
      sendDeployments(),
    ];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await replicas[kill % 2].kill();
      tokens[kill % 2] = await guestToken(replicas[kill % 2].url);
    }
    isOver = true;
    await Promise.all(senders);

    const [{ url }] = replicas;
    const token = await guestToken(url);
    const get = async (path: string): Promise<unknown> =>
      (
        await fetch(`${url}${path}`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).json();
    const { data } = versionsSchema.parse(
      await get(
        '/api/telemetry/v1/services/default/survivor/versions?from=now-6h',
      ),
    );
    const counted = data.versions.reduce(
      (sum, { requests }) => sum + requests,
      0,
    );
    report(
      `spans after ${KILLS} kills`,
      `${spans} acknowledged, ${counted} counted`,
      counted === spans && spans > 0,
    );
    const stored: string[] = [];
    let cursor = '';
    do {
      const page = deploymentsSchema.parse(
        await get(
          `/api/deployments/v1/deployments?service=component:default/survivor&limit=100&cursor=${cursor}`,
        ),
      );
      stored.push(
        ...page.items
          .map(({ id }) => id)
          .filter(id => id.startsWith('deployment-')),
      );
      cursor = page.nextCursor ?? '';
    } while (cursor);
    report(
      `deployments after ${KILLS} kills`,
      `${deployments.length} acknowledged, ${stored.length} stored, ${
        new Set(stored).size
      } different${troubles.length > 0 ? `; ${troubles[0]}` : ''}`,
      stored.length === deployments.length &&
        deployments.every(id => stored.includes(id)),
    );
  } finally {
    isOver = true;
    await Promise.all(replicas.map(({ stop }) => stop()));
    await database.stop();
  }
}

main();
