import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import { DeploymentsService } from '@sextant/plugin-deployments-node';
import { TimeRange } from '@sextant/plugin-telemetry-common';

/** Kinds that replace what was live before. */
const REPLACING = new Set(['deployment', 'rollout', 'rollback']);

/** Name of the rung, as panels show it. */
export const DEPLOYMENT_RUNG = 'deployment record';

/** Which version was live when, as far as deployments tell it without doubt. */
export class LiveVersions {
  readonly #changes: Array<{ fromMs: number; version: string | undefined }>;

  constructor(records: readonly DeploymentRecord[]) {
    this.#changes = records
      .filter(
        record => REPLACING.has(record.kind) && record.status === 'succeeded',
      )
      .map(record => ({
        fromMs: Date.parse(record.finishedAt ?? record.startedAt),
        // A canary leaves its predecessor live: from then on nobody can tell the two apart.
        version:
          record.strategy?.type === 'canary' ? undefined : record.version,
      }))
      .sort((a, b) => a.fromMs - b.fromMs);
  }

  /** The version at a time, or undefined when none or more than one was live. */
  at(timeMs: number): string | undefined {
    let live: string | undefined;
    for (const change of this.#changes) {
      if (change.fromMs > timeMs) {
        break;
      }
      live = change.version;
    }
    return live;
  }

  /** The one version that was live all through a range. */
  throughout(range: TimeRange): string | undefined {
    const changed = this.#changes.some(
      change => change.fromMs > range.fromMs && change.fromMs < range.toMs,
    );
    return changed ? undefined : this.at(range.fromMs);
  }
}

/** The rung of the version ladder that asks the deployment ledger. */
export class DeploymentRung {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly auth: AuthService,
    private readonly logger: LoggerService,
  ) {}

  /** What was live in an environment; nothing where the ledger cannot be asked. */
  async liveVersions(
    entityRef: string,
    environment: string | undefined,
    range: TimeRange,
  ): Promise<LiveVersions> {
    if (!environment) {
      return new LiveVersions([]);
    }
    try {
      const credentials = await this.auth.getOwnServiceCredentials();
      const { items } = await this.deployments.list(
        {
          service: entityRef,
          environment,
          status: 'succeeded',
          to: new Date(range.toMs).toISOString(),
          limit: 50,
        },
        { credentials },
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
