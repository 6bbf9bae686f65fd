import { ServiceVersion } from '../runtime/Behaviour';

/** What a visitor may like; slow, and nobody minds when it fails. */
export const recommendation: ServiceVersion = {
  service: 'recommendation',
  version: '0.9.4',
  deployedMinutesAgo: 12 * 1440,
  commit: '0f19d2b',
  routes: [
    {
      method: 'GET',
      path: '/v0/recommendations',
      async handle(context) {
        await context.step('score candidates', 95);
        await context.call('product-catalog', 'GET', '/v3/products');
        return { status: 200 };
      },
    },
  ],
};
