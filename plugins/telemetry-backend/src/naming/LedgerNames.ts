import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { DeploymentsService } from '@sextant/plugin-deployments-node';
import { TimeRange } from '@sextant/plugin-kit-common';
import { LiveVersions } from './LiveVersions';

/** Name of this version source, as panels show it. */
export const LEDGER_RUNG = 'deployment record';

const RECORDS = 200;

/** Names versions that telemetry does not tell, from the deployment ledger. */
export class LedgerNames {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly auth: AuthService,
    private readonly logger: LoggerService,
  ) {}

  /** What was live in an environment; nothing where the ledger cannot be asked. */
  async liveVersions(
    entityRef: string,
    environment: string,
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<LiveVersions> {
    try {
      const credentials = await this.auth.getOwnServiceCredentials();
      const { items } = await this.deployments.list(
        {
          service: entityRef,
          environment,
          to: new Date(range.toMs).toISOString(),
          limit: RECORDS,
        },
        { credentials, signal },
      );
      return new LiveVersions(items);
    } catch (error) {
      // Telemetry is worth showing without versions; the ledger may not even be installed.
      this.logger.debug(
        'The deployment ledger could not name versions',
        toError(error),
      );
      return new LiveVersions([]);
    }
  }
}
