import { ServiceVersion } from '../runtime/Behaviour';
import { someOrderId } from '../runtime/random';

/** Places orders: quote, reservation, payment, then the news of it. */
export const orders: ServiceVersion = {
  service: 'orders',
  version: '4.1.0',
  deployedMinutesAgo: 4 * 1440,
  commit: 'b7aa120',
  databases: { postgresql: { namespace: 'orders', address: 'orders-db' } },
  routes: [
    {
      method: 'POST',
      path: '/v4/orders',
      async handle(context) {
        context.mark({ 'order.id': someOrderId() });
        await context.call('pricing', 'POST', '/v2/quotes');
        let reservation = await context.call(
          'inventory',
          'POST',
          '/v2/reservations',
        );
        if (reservation.status >= 500) {
          context.log('warn', 'reservation failed, trying once more');
          reservation = await context.call(
            'inventory',
            'POST',
            '/v2/reservations',
          );
        }
        if (reservation.status >= 500) {
          context.log('error', 'order refused: nothing could be reserved');
          return { status: 503 };
        }
        const payment = await context.call('payment', 'POST', '/v2/payments');
        const slow = context.incident('slow-database');
        await context.step('INSERT orders', slow ? 1_400 : 18, {
          database: {
            system: 'postgresql',
            statement: 'INSERT INTO orders VALUES ($1, $2, $3)',
          },
        });
        if (slow) {
          context.log('warn', 'slow query: INSERT orders took more than 1 s');
        }
        await context.call('notify', 'POST', '/v1/notifications');
        context.log('info', 'order placed');
        return { status: payment.status >= 500 ? 502 : 201 };
      },
    },
  ],
};
