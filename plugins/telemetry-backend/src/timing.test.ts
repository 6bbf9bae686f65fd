import { TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { performance } from 'node:perf_hooks';
import request from 'supertest';
import { PRICING, startPortal } from './__testUtils__/startPortal';

jest.setTimeout(600_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const REQUESTS = 500;
const PANELS = ['versions', 'metrics', 'traces', 'logs', 'doctor'];

/** How often a value of one set is over one of the other: a half where they cannot be told apart. */
function areaUnderCurve(a: readonly number[], b: readonly number[]): number {
  let over = 0;
  for (const x of a) {
    for (const y of b) {
      over += x > y ? 1 : Number(x === y) / 2;
    }
  }
  return over / (a.length * b.length);
}

const isLong = process.env.SEXTANT_LONG === '1';

(isLong ? describe : describe.skip)(
  `a service that may not be read${
    isLong ? '' : ' (skipped: timed, among the long checks)'
  }`,
  () => {
    it.each(PANELS)(
      'takes no other time to be refused than one that does not exist: %s',
      async panel => {
        const server = await startPortal(await databases.init('SQLITE_3'), {
          permission: ({ resourceRef, permission }) =>
            resourceRef === 'component:default/pricing' ||
            permission === 'telemetry.unregistered.read'
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        });
        const took: Record<'denied' | 'absent', number[]> = {
          denied: [],
          absent: [],
        };
        for (let nth = 0; nth < REQUESTS + 50; nth += 1) {
          for (const kind of nth % 2
            ? (['denied', 'absent'] as const)
            : (['absent', 'denied'] as const)) {
            // A name that nobody has asked for is no more remembered than one that somebody has.
            const path =
              kind === 'denied'
                ? PRICING
                : PRICING.replace('pricing', 'nothing');
            const started = performance.now();
            const { status } = await request(server).get(`${path}/${panel}`);
            if (nth >= 50) {
              took[kind].push(performance.now() - started);
            }
            expect(status).toBe(404);
          }
        }
        const area = areaUnderCurve(took.denied, took.absent);
        process.stdout.write(`${panel}: AUC ${area.toFixed(3)}\n`);
        expect(area).toBeGreaterThan(0.45);
        expect(area).toBeLessThan(0.55);
      },
    );
  },
);
