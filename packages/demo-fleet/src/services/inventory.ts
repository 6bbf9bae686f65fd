import { CallContext, Route, ServiceVersion } from '../runtime/Behaviour';
import { someSku } from '../runtime/random';

const CANARY_WEIGHT = 0.12;
const INCIDENT_WEIGHT = 0.35;
const DATABASES = {
  postgresql: { namespace: 'inventory', address: 'inventory-db' },
};

const canaryWeight: NonNullable<ServiceVersion['weight']> = ({ incident }) =>
  incident('bad-canary') ? INCIDENT_WEIGHT : CANARY_WEIGHT;

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

const reservations: Route = {
  method: 'POST',
  path: '/v2/reservations',
  handle: context => reserve(context, 36),
};

/** The version that the canary is to replace. */
export const inventory22: ServiceVersion = {
  service: 'inventory',
  version: '2.2.0',
  weight: state => 1 - canaryWeight(state),
  deployedMinutesAgo: 12 * 1440,
  commit: '77be2f0',
  databases: DATABASES,
  routes: [stock, reservations],
};

/**
 * A canary that takes its lock too early. With little traffic nobody notices; with more, requests wait for
 * one another, and often in vain.
 */
export const inventory23: ServiceVersion = {
  service: 'inventory',
  version: '2.3.0',
  weight: canaryWeight,
  deployedMinutesAgo: 360,
  commit: 'a41f09c',
  strategy: 'canary',
  databases: DATABASES,
  routes: [
    {
      ...stock,
      handle: context =>
        context.incident('bad-canary')
          ? lockedStock(context)
          : stock.handle(context),
    },
    {
      ...reservations,
      handle: context =>
        context.incident('bad-canary')
          ? lockedReservation(context)
          : reservations.handle(context),
    },
  ],
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

async function lockedStock(context: CallContext) {
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
}

async function lockedReservation(context: CallContext) {
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
}
