import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  deploymentReadPermission,
  DeploymentRecord,
} from '@sextant/plugin-deployments-common';

/** What one reader may see of the ledger; each service is decided on once. */
export class Reader {
  readonly #allowed = new Map<string, boolean>();

  constructor(
    private readonly permissions: PermissionsService,
    private readonly credentials: BackstageCredentials,
  ) {}

  /** The records of services that may be read: the entity, and its deployments. */
  async readable(
    records: readonly DeploymentRecord[],
  ): Promise<DeploymentRecord[]> {
    await this.#decide(records.map(({ service }) => service));
    return records.filter(({ service }) => this.#allowed.get(service));
  }

  /** Whether the records of a service may be read. */
  async mayRead(service: string): Promise<boolean> {
    await this.#decide([service]);
    return this.#allowed.get(service) ?? false;
  }

  async #decide(services: readonly string[]): Promise<void> {
    const refs = [...new Set(services)].filter(ref => !this.#allowed.has(ref));
    if (refs.length > 0) {
      const decisions = await this.permissions.authorize(
        refs.flatMap(resourceRef =>
          [catalogEntityReadPermission, deploymentReadPermission].map(
            permission => ({ permission, resourceRef }),
          ),
        ),
        { credentials: this.credentials },
      );
      refs.forEach((ref, at) =>
        this.#allowed.set(
          ref,
          decisions
            .slice(at * 2, at * 2 + 2)
            .every(({ result }) => result === AuthorizeResult.ALLOW),
        ),
      );
    }
  }
}
