import { ServiceVersion } from '../runtime/Behaviour';

/** The system of record for products. */
export const productCatalog: ServiceVersion = {
  service: 'product-catalog',
  version: '1.12.1',
  deployedMinutesAgo: 9 * 1440,
  commit: '77be210',
  databases: {
    postgresql: { namespace: 'products', address: 'product-db' },
    redis: { namespace: '0', address: 'product-redis' },
  },
  routes: [
    {
      method: 'GET',
      path: '/v3/products',
      async handle(context) {
        await context.step('SELECT product', 9, {
          database: {
            system: 'postgresql',
            statement: 'SELECT * FROM product LIMIT $1',
          },
        });
        return { status: 200 };
      },
    },
    {
      method: 'GET',
      path: '/v3/products/{id}',
      async handle(context) {
        if (context.chance(0.8)) {
          await context.step('GET product', 1, {
            database: { system: 'redis', statement: 'GET product:?' },
          });
          return { status: 200 };
        }
        await context.step('SELECT product', 12, {
          database: {
            system: 'postgresql',
            statement: 'SELECT * FROM product WHERE sku = $1',
          },
        });
        if (context.chance(0.01)) {
          context.log('info', `product ${context.parameters.id} not found`);
          return { status: 404 };
        }
        return { status: 200 };
      },
    },
  ],
};
