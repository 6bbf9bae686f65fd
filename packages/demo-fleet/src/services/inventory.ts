import { CallContext, Route, ServiceVersion } from '../runtime/Behaviour';
import { someSku } from '../runtime/random';

const CANARY_DEPLOYED_MINUTES_AGO = 22;
const CANARY_WEIGHT = 0.12;
const INCIDENT_WEIGHT = 0.35;

const stock: Route = {
  method: 'GET',
  path: '/v2/stock/{sku}',
  async handle(context) {
    await context.step('SELECT stock', 11, {
      database: {
        system: 'postgresql',
        statement: 'SELECT qty FROM stock WHERE sku = $1',
      },
    });
    return { status: 200 };
  },
};

async function reserve(context: CallContext, lockMs: number) {
  const sku = someSku();
  await context.step('BEGIN; LOCK stock', lockMs, {
    database: {
      system: 'postgresql',
      statement: 'SELECT * FROM stock WHERE sku = $1 FOR UPDATE',
    },
  });
  context.log('info', `reserved sku=${sku} qty=1`, { sku });
  return { status: 201 };
}

/** The good version. */
export const inventory22: ServiceVersion = {
  service: 'inventory',
  version: '2.2.0',
  weight: () => 1 - CANARY_WEIGHT,
  deployedMinutesAgo: 12 * 1440,
  commit: '77be2f0',
  routes: [
    stock,
    {
      method: 'POST',
      path: '/v2/reservations',
      handle: context => reserve(context, 36),
    },
  ],
};

/** A canary that takes its lock too late: slow, and often out of time. */
export const inventory23: ServiceVersion = {
  service: 'inventory',
  version: '2.3.0',
  weight: ({ nowMs, bornMs, incident }) => {
    if (nowMs < bornMs - CANARY_DEPLOYED_MINUTES_AGO * 60_000) {
      return 0;
    }
    return incident('bad-canary') ? INCIDENT_WEIGHT : CANARY_WEIGHT;
  },
  deployedMinutesAgo: CANARY_DEPLOYED_MINUTES_AGO,
  commit: 'a41f09c',
  strategy: 'canary',
  routes: [
    {
      ...stock,
      async handle(context) {
        await context.step('SELECT stock', 140, {
          database: {
            system: 'postgresql',
            statement: 'SELECT qty FROM stock WHERE sku = $1 FOR SHARE',
          },
        });
        if (context.chance(0.16)) {
          context.log('error', 'stock query failed: could not obtain lock');
          return { status: 503 };
        }
        return { status: 200 };
      },
    },
    {
      method: 'POST',
      path: '/v2/reservations',
      async handle(context) {
        if (!context.chance(0.6)) {
          return reserve(context, 420);
        }
        const sku = someSku();
        context.log('warn', 'lock pool exhausted (64/64), waiting');
        await context.step('BEGIN; LOCK stock', 1_800, {
          database: {
            system: 'postgresql',
            statement: 'SELECT * FROM stock WHERE sku = $1 FOR UPDATE',
          },
          error: 'lock timeout',
        });
        context.log(
          'error',
          `reservation failed: lock timeout after 1800 ms sku=${sku}`,
          { sku },
        );
        return { status: 503 };
      },
    },
  ],
};
