import { ServiceVersion } from '../runtime/Behaviour';
import { someSku } from '../runtime/random';

/** What browsers talk to: puts pages together from the services behind it. */
export const webBff: ServiceVersion = {
  service: 'web-bff',
  version: '5.2.1',
  deployedMinutesAgo: 2 * 1440,
  commit: '5be01c7',
  routes: [
    {
      method: 'GET',
      path: '/home',
      async handle(context) {
        const replies = await context.parallel([
          branch => branch.call('recommendation', 'GET', '/v0/recommendations'),
          branch => branch.call('product-catalog', 'GET', '/v3/products'),
        ]);
        await context.step('render home', 6);
        // The page works without recommendations, not without products.
        return { status: replies[1].status >= 500 ? 502 : 200 };
      },
    },
    {
      method: 'GET',
      path: '/products/{id}',
      async handle(context) {
        const sku = context.parameters.id;
        const replies = await context.parallel([
          branch =>
            branch.call('product-catalog', 'GET', `/v3/products/${sku}`),
          branch => branch.call('pricing', 'GET', `/v2/prices/${sku}`),
          branch => branch.call('inventory', 'GET', `/v2/stock/${sku}`),
        ]);
        await context.step('render product', 5);
        return { status: replies[0].status >= 500 ? 502 : 200 };
      },
    },
    {
      method: 'GET',
      path: '/search',
      async handle(context) {
        const { status } = await context.call('search', 'GET', '/v3/search');
        await context.step('render results', 4);
        return { status: status >= 500 ? 502 : 200 };
      },
    },
    {
      method: 'POST',
      path: '/checkout',
      async handle(context) {
        const cart = someSku();
        await context.call('cart', 'GET', `/v1/carts/${cart}`);
        const { status } = await context.call('orders', 'POST', '/v4/orders');
        if (status >= 500) {
          context.log(
            'error',
            `checkout failed for cart ${cart}: orders answered ${status}`,
            {
              cart,
            },
          );
          return { status: 502 };
        }
        context.log('info', `checkout done for cart ${cart}`, { cart });
        return { status: 201 };
      },
    },
  ],
};
