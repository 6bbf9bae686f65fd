import { CallContext, Route, ServiceVersion } from '../runtime/Behaviour';

const DATABASES = {
  postgresql: { namespace: 'pricing', address: 'pricing-db' },
};

async function readPrice(context: CallContext, typicalMs: number) {
  await context.step('SELECT price_list', typicalMs, {
    database: {
      system: 'postgresql',
      statement: 'SELECT * FROM price_list WHERE sku = $1',
    },
  });
}

const pricesOf = (path: string, typicalMs: number): Route => ({
  method: 'GET',
  path,
  async handle(context) {
    await readPrice(context, typicalMs);
    if (context.chance(0.002)) {
      context.log('warn', `no price for sku=${context.parameters.sku}`);
      return { status: 404 };
    }
    return { status: 200 };
  },
});

/** The first major version, deprecated, still called by search. */
export const pricing1: ServiceVersion = {
  service: 'pricing',
  version: '1.4.2',
  deployedMinutesAgo: 40 * 1440,
  commit: '1d4e2aa',
  databases: DATABASES,
  routes: [pricesOf('/v1/prices/{sku}', 31)],
};

/** The second major version, with quotes. */
export const pricing2: ServiceVersion = {
  service: 'pricing',
  version: '2.0.0',
  deployedMinutesAgo: 3 * 1440,
  commit: '9ac41be',
  databases: DATABASES,
  routes: [
    pricesOf('/v2/prices/{sku}', 14),
    {
      method: 'POST',
      path: '/v2/quotes',
      async handle(context) {
        await readPrice(context, 16);
        await context.step('apply discounts', 7);
        context.log('info', 'quote made', {
          lines: 1 + Math.floor(Math.random() * 5),
        });
        return { status: 200 };
      },
    },
  ],
};
