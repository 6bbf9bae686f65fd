import { ServiceVersion } from './runtime/Behaviour';
import { COMMERCE_FLEET } from './services/commerceFleet';

/** Tells the portal's ledger what a pipeline would have told it. */
export class DeploymentAnnouncer {
  constructor(
    private readonly url: string,
    private readonly environment: string,
    private readonly token: string | undefined,
  ) {}

  /** Every version's deployment; the same ids each time, so that nothing is recorded twice. */
  async announceFleet(bornMs: number): Promise<void> {
    for (const definition of COMMERCE_FLEET) {
      const startedAt = bornMs - definition.deployedMinutesAgo * 60_000;
      await this.announce({
        id: `demo:${definition.service}:${definition.version}:${bornMs}`,
        ...this.#common(definition),
        startedAt: new Date(startedAt).toISOString(),
        finishedAt: new Date(startedAt + 90_000).toISOString(),
        commit: definition.commit,
        commitAt: new Date(startedAt - 47 * 60_000).toISOString(),
        actor: 'ci',
        evidence: [
          { name: 'build', outcome: 'passed' },
          { name: 'tests', outcome: 'passed' },
        ],
        ...(definition.strategy
          ? { strategy: { type: definition.strategy, weight: 0.12 } }
          : {}),
      });
    }
  }

  async announce(body: object): Promise<void> {
    const response = await fetch(`${this.url}/v1/deployments`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
      },
      body: JSON.stringify({ environment: this.environment, ...body }),
    });
    if (!response.ok) {
      throw new Error(
        `The ledger answered ${response.status}: ${await response.text()}`,
      );
    }
  }

  #common({ service, version }: ServiceVersion) {
    return {
      service,
      version,
      source: 'demo pipeline',
    };
  }
}
