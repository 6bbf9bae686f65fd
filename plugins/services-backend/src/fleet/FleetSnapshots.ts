import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  DeploymentRecord,
  isDeployment,
} from '@sextant/plugin-deployments-common';
import { DeploymentsService } from '@sextant/plugin-deployments-node';
import { FleetRow } from '@sextant/plugin-services-common';
import { FleetEntry } from '@sextant/plugin-telemetry-common';
import { TelemetryService } from '@sextant/plugin-telemetry-node';
import { CatalogServices } from '../registration/CatalogServices';
import { dataSets } from '../registration/dataSets';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimsOf, fleetRows } from './fleetRows';

/** The whole fleet at a moment. */
export interface FleetSnapshot {
  rows: FleetRow[];
  /** Of each row, the components that claim its telemetry; none where nobody does. */
  claims: ReadonlyMap<string, readonly string[]>;
  environments: string[];
  environment: string | undefined;
  /** Undefined where the ledger could not be asked. */
  deployments24h: DeploymentRecord[] | undefined;
  /** False where telemetry could not be asked: then nobody is known to be well. */
  knowsTelemetry: boolean;
  takenAt: string;
  missing: string[];
}

interface Kept {
  snapshot: Promise<FleetSnapshot>;
  takenMs: number;
  freshUntilMs: number;
}

const FRESH_MS = 3_000;
/** How long a reader waits for the next snapshot before the last one is shown. */
const PATIENCE_MS = 700;
/** An older one is not shown in place of the next. */
const OLD_MS = 30_000;
const MAX_SNAPSHOTS = 50;
/** Changes of a day that are counted at most. */
const DAY_CHANGES = 500;
const DAY_MS = 86_400_000;

/**
 * Asks telemetry, catalog and ledger once each for the whole fleet, and keeps the joined answer for
 * three seconds: any number of readers, filters and pages cost one question per environment and range.
 * A reader waits a moment for the next one, and is shown the last one when it takes longer.
 */
export class FleetSnapshots {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly services: CatalogServices,
    private readonly telemetry: TelemetryService,
    private readonly deployments: DeploymentsService,
    private readonly auth: AuthService,
    private readonly logger: LoggerService,
    private readonly now: () => number = Date.now,
  ) {}

  get(question: {
    environment?: string;
    from: string;
    to: string;
  }): Promise<FleetSnapshot> {
    const key = JSON.stringify(question);
    const kept = this.#kept.get(key);
    if (kept && this.now() < kept.freshUntilMs) {
      return kept.snapshot;
    }
    const next = this.#take(question);
    const startedMs = this.now();
    const store = (snapshot: Promise<FleetSnapshot>, takenMs = startedMs) =>
      this.#kept.set(key, {
        snapshot,
        takenMs,
        freshUntilMs: this.now() + FRESH_MS,
      });
    if (this.#kept.size >= MAX_SNAPSHOTS && !kept) {
      this.#kept.clear();
    }
    if (!kept || startedMs - kept.takenMs > OLD_MS) {
      store(next);
      next.catch(() => this.#kept.delete(key));
      return next;
    }
    store(kept.snapshot, kept.takenMs);
    next.then(
      () => store(next),
      error =>
        this.logger.warn('The fleet could not be asked again', toError(error)),
    );
    return Promise.race([
      next.catch(() => kept.snapshot),
      sleep(PATIENCE_MS).then(() => kept.snapshot),
    ]);
  }

  async #take(question: {
    environment?: string;
    from: string;
    to: string;
  }): Promise<FleetSnapshot> {
    const credentials = await this.auth.getOwnServiceCredentials();
    const missing: string[] = [];
    const failed = (what: string) => (error: unknown) => {
      this.logger.warn(`${what} is missing from the fleet`, toError(error));
      missing.push(`${what}: ${toError(error).message}`);
      return undefined;
    };
    const [services, telemetry] = await Promise.all([
      this.services.all(),
      this.telemetry
        .fleet({ from: question.from, to: question.to }, { credentials })
        .catch(failed('Telemetry')),
    ]);
    const environments = telemetry?.data.environments ?? [];
    const environment = question.environment ?? environments[0];
    const [latest, recent] = await Promise.all([
      this.deployments
        .latest(environment, { credentials })
        .catch(failed('Deployment history')),
      this.deployments
        .list(
          {
            environment,
            from: new Date(this.now() - DAY_MS).toISOString(),
            limit: DAY_CHANGES,
          },
          { credentials },
        )
        .catch(failed('Deployments of the last day')),
    ]);
    if (recent?.nextCursor) {
      missing.push(
        `Deployments of the last day: only the latest ${DAY_CHANGES} changes were counted`,
      );
    }
    // What a source did not tell of, nobody knows to be quiet.
    missing.push(...(telemetry?.missing ?? []));
    const entries: FleetEntry[] = (telemetry?.data.services ?? []).filter(
      entry => entry.environment === environment,
    );
    return {
      rows: await fleetRows({
        services,
        entries,
        latest: latest ?? [],
        // Readers share a snapshot: what it says of a service names no other.
        dataSets: dataSets(
          services,
          () => true,
          () => false,
        ),
        knowsAll: telemetry !== undefined && telemetry.missing.length === 0,
        elsewhere: (telemetry?.data.services ?? []).filter(
          entry => entry.environment !== environment,
        ),
        today: new Date(this.now()).toISOString().slice(0, 10),
      }),
      claims: new Map([
        ...services.map(({ entityRef }): [string, string[]] => [
          entityRef,
          [entityRef],
        ]),
        ...entries.flatMap(entry => {
          const refs = claimsOf(entry);
          return (refs.length > 0 ? refs : [entry.entityRef]).map(
            (ref): [string, readonly string[]] => [ref, refs],
          );
        }),
      ]),
      environments,
      environment,
      deployments24h: recent?.items.filter(isDeployment),
      knowsTelemetry: telemetry !== undefined,
      takenAt: new Date(this.now()).toISOString(),
      missing,
    };
  }
}
