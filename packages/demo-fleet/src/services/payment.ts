import { ServiceVersion } from '../runtime/Behaviour';

/** Talks to the card network, which is slow and sometimes says no. */
export const payment: ServiceVersion = {
  service: 'payment',
  version: '2.7.3',
  deployedMinutesAgo: 6 * 1440,
  commit: '30cd11e',
  routes: [
    {
      method: 'POST',
      path: '/v2/payments',
      async handle(context) {
        await context.step('authorize card', 260);
        if (context.chance(0.0005)) {
          context.log('error', 'card network answered 504');
          return { status: 504 };
        }
        if (context.chance(0.03)) {
          context.log('warn', 'card declined');
          return { status: 402 };
        }
        context.log('info', 'payment authorized');
        return { status: 201 };
      },
    },
  ],
};
