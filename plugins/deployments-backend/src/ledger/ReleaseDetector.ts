import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { deploymentInputSchema } from '@sextant/plugin-deployments-common';
import { UNVERSIONED } from '@sextant/plugin-kit-common';
import { Pace } from '@sextant/plugin-kit-node';
import { TelemetryService } from '@sextant/plugin-telemetry-node';
import { createHash } from 'node:crypto';
import { DeploymentLedger } from './DeploymentLedger';

/**
 * Records a release when telemetry shows a version that the ledger does not know in an environment.
 * Nobody has to tell: a service that only exports OpenTelemetry has its history.
 */
export class ReleaseDetector {
  readonly #known = new Set<string>();

  constructor(
    private readonly ledger: DeploymentLedger,
    private readonly telemetry: TelemetryService,
    private readonly auth: AuthService,
    private readonly logger: LoggerService,
  ) {}

  /** One look at the fleet. A telemetry plugin that does not answer is asked again next time. */
  async look(signal?: AbortSignal): Promise<void> {
    const credentials = await this.auth.getOwnServiceCredentials();
    const answer = await this.telemetry
      .fleet(
        { from: 'now-15m', to: 'now', detail: 'versions' },
        { credentials, signal },
      )
      .catch((error: unknown) => {
        this.logger.debug(
          'Telemetry could not be asked for new versions',
          toError(error),
        );
        return undefined;
      });
    // A database in this process answers at once: many releases would keep everything else waiting.
    const pace = new Pace();
    for (const { entityRef, environment, versions } of answer?.data.services ??
      []) {
      signal?.throwIfAborted();
      await pace.breathe();
      for (const { version, firstSeen } of versions) {
        // What had been there before the asked window began did not come now.
        if (firstSeen !== null) {
          await this.#consider(
            entityRef,
            environment,
            version,
            firstSeen,
          ).catch((error: unknown) =>
            // One that cannot be recorded must not keep the others from it.
            this.logger.warn(
              `The release of ${entityRef} could not be recorded`,
              toError(error),
            ),
          );
        }
      }
    }
  }

  async #consider(
    service: string,
    environment: string,
    version: string,
    firstSeen: string,
  ) {
    const id = releaseId(service, environment, version);
    if (version === UNVERSIONED || this.#known.has(id)) {
      return;
    }
    if (!(await this.ledger.hasVersion(service, environment, version))) {
      const release = deploymentInputSchema.safeParse({
        id,
        service,
        version,
        environment,
        kind: 'release',
        startedAt: firstSeen,
        source: 'telemetry',
      });
      if (release.success) {
        await this.ledger.record(release.data);
      }
      // What can be no component's, or no version, has no history either.
      this.logger.info(
        `First telemetry of ${service} ${version} in ${environment}${
          release.success ? '' : ', which the ledger has no name for'
        }`,
      );
    }
    this.#known.add(id);
  }
}

const MAX_ID = 200;

/** The same for every look; names of any length have one. */
function releaseId(
  service: string,
  environment: string,
  version: string,
): string {
  const id = `release:${service}:${environment}:${version}`;
  return id.length <= MAX_ID
    ? id
    : `release:sha256:${createHash('sha256').update(id).digest('hex')}`;
}
