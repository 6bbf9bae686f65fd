import { ServiceVersion } from '../runtime/Behaviour';

/** Sends mails about orders. */
export const notify: ServiceVersion = {
  service: 'notify',
  version: '1.0.3',
  deployedMinutesAgo: 30 * 1440,
  commit: 'd00d1e5',
  routes: [
    {
      method: 'POST',
      path: '/v1/notifications',
      async handle(context) {
        await context.step('queue mail', 9);
        return { status: 202 };
      },
    },
  ],
};
