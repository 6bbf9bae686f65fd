import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { deploymentInputSchema } from '@sextant/plugin-deployments-common';
import { FleetAnswer } from '@sextant/plugin-telemetry-common';
import { DeploymentLedger } from './DeploymentLedger';
import { ReleaseDetector } from './ReleaseDetector';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

function fleetOf(versions: string[]): FleetAnswer {
  const figures = {
    requests: 9,
    rate: 1,
    errorRatio: 0,
    p50: 0.1,
    p95: 0.1,
    p99: 0.1,
  };
  return {
    state: 'ok',
    provenance: [],
    missing: [],
    data: {
      environments: ['production'],
      services: [
        {
          ...figures,
          service: 'pricing',
          entityRef: 'component:default/pricing',
          registered: true,
          environment: 'production',
          recent: figures,
          errorRatioTrend: [],
          p95Trend: [],
          alertsFiring: null,
          versions: versions.map(version => ({
            ...figures,
            version,
            environment: 'production',
            share: 1,
            instances: 1,
            firstSeen: '2026-11-21T13:00:00.000Z',
            lastSeen: '2026-11-21T14:00:00.000Z',
          })),
        },
      ],
    },
  };
}

describe('ReleaseDetector', () => {
  it('records a version when telemetry first shows it, and never again', async () => {
    const ledger = await DeploymentLedger.create(
      mockServices.database({ knex: await databases.init('SQLITE_3') }),
    );
    let answer = fleetOf(['1.4.2', 'unversioned']);
    const create = () =>
      new ReleaseDetector(
        ledger,
        { fleet: async () => answer, versions: jest.fn() },
        mockServices.auth(),
        mockServices.logger.mock(),
      );
    const detector = create();
    await detector.look();
    answer = fleetOf(['1.4.2', '2.0.0']);
    await detector.look();
    await detector.look();
    await create().look();
    const items = await ledger.list({ limit: 10 });
    expect(
      items.map(item => [item.version, item.kind, item.startedAt]).sort(),
    ).toEqual([
      ['1.4.2', 'release', '2026-11-21T13:00:00.000Z'],
      ['2.0.0', 'release', '2026-11-21T13:00:00.000Z'],
    ]);
  });

  it('does not repeat what a pipeline has said, and survives telemetry that does not answer', async () => {
    const ledger = await DeploymentLedger.create(
      mockServices.database({ knex: await databases.init('SQLITE_3') }),
    );
    await ledger.record(
      deploymentInputSchema.parse({
        service: 'pricing',
        version: '2.0.0',
        environment: 'production',
      }),
    );
    const fleet = jest
      .fn()
      .mockRejectedValueOnce(new Error('down'))
      .mockResolvedValue(fleetOf(['2.0.0']));
    const detector = new ReleaseDetector(
      ledger,
      { fleet, versions: jest.fn() },
      mockServices.auth(),
      mockServices.logger.mock(),
    );
    await detector.look();
    await detector.look();
    expect((await ledger.list({ limit: 10 })).map(item => item.kind)).toEqual([
      'deployment',
    ]);
  });

  it('does not take for a release what had been there before it looked', async () => {
    const ledger = await DeploymentLedger.create(
      mockServices.database({ knex: await databases.init('SQLITE_3') }),
    );
    const answer = fleetOf(['1.0.0', '1.1.0']);
    const [old] = answer.data.services[0].versions;
    old.firstSeen = null;
    const logger = mockServices.logger.mock();
    const detector = new ReleaseDetector(
      ledger,
      { fleet: async () => answer, versions: jest.fn() },
      mockServices.auth(),
      logger,
    );
    await detector.look();
    expect(
      (await ledger.list({ limit: 10 })).map(({ version }) => version),
    ).toEqual(['1.1.0']);
    expect(logger.info).toHaveBeenCalledTimes(1);
  });
});
