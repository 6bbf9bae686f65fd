import { Route, ServiceVersion } from '../runtime/Behaviour';
import { someSku } from '../runtime/random';

const REPLACED_MINUTES_AGO = 300;

const DATABASES = {
  opensearch: { namespace: 'products', address: 'search-index' },
};

const searchRoute: Route = {
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
};

/** What the present version replaced. */
export const search32: ServiceVersion = {
  service: 'search',
  version: '3.2.9',
  deployedMinutesAgo: 20 * 1440,
  retiredMinutesAgo: REPLACED_MINUTES_AGO,
  commit: 'ba5eba1',
  databases: DATABASES,
  routes: [searchRoute],
};

/** Full-text search; still asks pricing 1.x for the prices it shows. */
export const search33: ServiceVersion = {
  service: 'search',
  version: '3.3.0',
  deployedMinutesAgo: REPLACED_MINUTES_AGO,
  commit: 'c0ffee1',
  databases: DATABASES,
  routes: [searchRoute],
};
