import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  telemetryReadPermission,
  telemetryReadUnregisteredPermission,
} from '@sextant/plugin-telemetry-common';
import { ResolvedService } from './ServiceDirectory';

/** Who may read the telemetry of which service: decided on the service's entity. */
export class ServiceAccess {
  constructor(private readonly permissions: PermissionsService) {}

  /** @throws NotAllowedError */
  async requireRead(
    service: ResolvedService,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const [allowed] = await this.mayRead([service], credentials);
    if (!allowed) {
      throw new NotAllowedError(
        `Reading the telemetry of ${service.entityRef} is not allowed`,
      );
    }
  }

  /** For each service, whether its telemetry may be read. */
  async mayRead(
    services: readonly ResolvedService[],
    credentials: BackstageCredentials,
  ): Promise<boolean[]> {
    const requests = services.map(service =>
      service.registered
        ? [catalogEntityReadPermission, telemetryReadPermission].map(
            permission => ({
              permission,
              resourceRef: service.entityRef,
            }),
          )
        : [{ permission: telemetryReadUnregisteredPermission }],
    );
    const decisions = await this.permissions.authorize(requests.flat(), {
      credentials,
    });
    let at = 0;
    return requests.map(own => {
      const mine = decisions.slice(at, at + own.length);
      at += own.length;
      return mine.every(decision => decision.result === AuthorizeResult.ALLOW);
    });
  }
}
