import { ServiceVersion } from '../runtime/Behaviour';

/** Shopping carts, kept in Redis. */
export const cart: ServiceVersion = {
  service: 'cart',
  version: '1.9.0',
  deployedMinutesAgo: 5 * 1440,
  commit: 'e1fa033',
  databases: { redis: { namespace: '0', address: 'cart-redis' } },
  routes: [
    {
      method: 'GET',
      path: '/v1/carts/{id}',
      async handle(context) {
        await context.step('HGETALL cart', 2, {
          database: { system: 'redis', statement: 'HGETALL cart:?' },
        });
        if (context.incident('bad-config') && context.chance(0.4)) {
          context.log('error', 'cart ttl is 0: cart expired while it was read');
          return { status: 500 };
        }
        return { status: 200 };
      },
    },
    {
      method: 'POST',
      path: '/v1/carts/{id}/items',
      async handle(context) {
        await context.step('HSET cart', 3, {
          database: { system: 'redis', statement: 'HSET cart:?' },
        });
        return { status: 201 };
      },
    },
  ],
};
