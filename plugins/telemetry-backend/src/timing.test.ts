import { TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { compareTimes } from '@sextant/plugin-telemetry-node/testUtils';
import request from 'supertest';
import { PRICING, startPortal } from './__testUtils__/startPortal';

jest.setTimeout(600_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const REQUESTS = 500;
const PANELS = ['versions', 'metrics', 'traces', 'logs', 'alerts', 'doctor'];
const isLong = process.env.SEXTANT_LONG === '1';

(isLong ? describe : describe.skip).each([
  ['may look for any name', AuthorizeResult.ALLOW],
  ['may not', AuthorizeResult.DENY],
] as const)(
  `a service that may not be read, by who %s${
    isLong ? '' : ' (skipped: timed, among the long checks)'
  }`,
  (_who, unregistered) => {
    it.each(PANELS)(
      'takes no other time to be refused than one that does not exist: %s',
      async panel => {
        const server = await startPortal(await databases.init('SQLITE_3'), {
          permission: ({ resourceRef, permission }) => {
            if (permission === 'telemetry.unregistered.read') {
              return unregistered;
            }
            return resourceRef === 'component:default/pricing'
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW;
          },
        });
        const refused = (path: string) => () =>
          request(server).get(`${path}/${panel}`).expect(404);
        const area = await compareTimes(
          refused(PRICING),
          refused(PRICING.replace('pricing', 'nothing')),
          REQUESTS,
        );
        process.stdout.write(`${panel}: AUC ${area.toFixed(3)}\n`);
        expect(area).toBeGreaterThan(0.45);
        expect(area).toBeLessThan(0.55);
      },
    );
  },
);
