import { ServiceVersion } from '../runtime/Behaviour';
import { someSku } from '../runtime/random';

/** Full-text search; still asks pricing 1.x for the prices it shows. */
export const search: ServiceVersion = {
  service: 'search',
  version: '3.3.0',
  weight: () => 1,
  deployedMinutesAgo: 300,
  commit: 'c0ffee1',
  routes: [
    {
      method: 'GET',
      path: '/v3/search',
      async handle(context) {
        await context.step('query index', 22, {
          database: {
            system: 'opensearch',
            statement: 'POST products/_search',
          },
        });
        await context.parallel(
          [1, 2].map(
            () => branch =>
              branch.call('pricing', 'GET', `/v1/prices/${someSku()}`),
          ),
        );
        context.log('info', 'searched', {
          hits: Math.floor(Math.random() * 200),
        });
        return { status: 200 };
      },
    },
  ],
};
