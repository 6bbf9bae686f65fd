import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  DeploymentRecord,
  deploymentInputSchema,
  DEPLOYMENT_KINDS,
  isDeployment,
} from '@sextant/plugin-deployments-common';
import { Pace } from '@sextant/plugin-kit-node';
import { Knex } from 'knex';
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DeploymentRow, fromRow, toRow } from './deploymentRow';

const SERVICES_AT_ONCE = 1_000;

/** What a page of the ledger is asked by; times in milliseconds since the epoch. */
export interface LedgerQuery {
  service?: string;
  environment?: string;
  version?: string;
  kind?: string;
  status?: string;
  fromMs?: number;
  toMs?: number;
  limit: number;
  /** Records behind this one. */
  after?: LedgerPosition;
}

/** A record's place in the ledger, newest first. */
export interface LedgerPosition {
  startedMs: number;
  id: string;
}

/** Kinds that make a version live in the place of another. */
const REPLACING = ['deployment', 'rollout', 'rollback'];
/** A release this close to a deployment of the same version tells of the same fact. */
const SAME_FACT_MS = 30 * 60_000;
/** Who is believed how much: what a pipeline says, what an orchestrator does, what telemetry implies. */
const CONFIDENCE: Partial<Record<string, number>> = {
  release: 0.6,
  rollout: 0.9,
};

/** The deployment ledger: append-only but for merging reports of one fact. */
export class DeploymentLedger {
  static async create(database: DatabaseService): Promise<DeploymentLedger> {
    const knex = await database.getClient();
    if (!database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@sextant/plugin-deployments-backend',
          'migrations',
        ),
      });
    }
    return new DeploymentLedger(knex);
  }

  private constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Records a change once: the same again returns what was recorded first. What has only started may be
   * sent again under its id when it is over.
   *
   * A deployment of a version that was live here before, and is not what runs now, becomes a
   * rollback. A release that telemetry had already told of is taken up into it.
   *
   * @throws ConflictError where the id is another record's.
   */
  async record(
    input: z.output<typeof deploymentInputSchema>,
  ): Promise<{ record: DeploymentRecord; created: boolean }> {
    const nowMs = this.now();
    const { service } = input;
    const id = input.id ?? randomUUID();
    const fingerprint = fingerprintOf(input);
    const startedMs =
      Date.parse(input.startedAt ?? input.finishedAt ?? '') || nowMs;
    return this.knex.transaction(async trx => {
      const known = await trx<DeploymentRow>('deployments')
        .where({ id })
        .first();
      if (known) {
        return {
          record: await this.#again(trx, known, input, fingerprint),
          created: false,
        };
      }
      const before = await this.#before(
        trx,
        service,
        input.environment,
        startedMs,
      );
      const previousVersion =
        input.previousVersion ??
        before.find(row => row.version !== input.version)?.version;
      const kind = isRollback(input.kind, input.version, before)
        ? 'rollback'
        : input.kind;
      const sources = [input.source];
      if (REPLACING.includes(kind)) {
        sources.push(...(await takeUpReleases(trx, service, input, startedMs)));
      }
      const row = toRow({
        ...input,
        id,
        service,
        kind,
        previousVersion,
        startedAt: new Date(startedMs).toISOString(),
        sources: [...new Set(sources)],
        confidence: CONFIDENCE[kind] ?? 1,
        recordedAt: new Date(nowMs).toISOString(),
      });
      const inserted = await trx<DeploymentRow>('deployments')
        .insert({ ...row, fingerprint })
        .onConflict('id')
        .ignore()
        .returning('id');
      if (inserted.length > 0) {
        return { record: fromRow(row), created: true };
      }
      // Another replica was given the same at the same time.
      const first = await trx<DeploymentRow>('deployments')
        .where({ id })
        .first();
      if (!first) {
        throw new ConflictError(`id: ${id} is being recorded by another`);
      }
      return {
        record: await this.#again(trx, first, input, fingerprint),
        created: false,
      };
    });
  }

  /** What an id says again: the same, or how what had started went. */
  async #again(
    trx: Knex,
    known: DeploymentRow,
    input: z.output<typeof deploymentInputSchema>,
    fingerprint: string,
  ): Promise<DeploymentRecord> {
    const isOfOne =
      known.service === input.service &&
      known.environment === input.environment;
    const isSame =
      isOfOne && (!known.fingerprint || known.fingerprint === fingerprint);
    if (isSame) {
      return fromRow(known);
    }
    const isOver =
      isOfOne &&
      known.version === input.version &&
      known.status === 'started' &&
      input.status !== 'started';
    if (!isOver) {
      throw new ConflictError(
        `id: found one that another record has${
          isOfOne ? `, of ${known.version} ${known.status}` : ''
        }; allowed the same again, or an id of its own`,
      );
    }
    const before = fromRow(known);
    const row = toRow({
      ...before,
      status: input.status,
      finishedAt: input.finishedAt ?? before.finishedAt,
      evidence: input.evidence.length > 0 ? input.evidence : before.evidence,
      url: input.url ?? before.url,
      description: input.description ?? before.description,
    });
    await trx<DeploymentRow>('deployments')
      .where({ id: known.id })
      .update({ ...row, fingerprint });
    return fromRow(row);
  }

  /** Whose record it is: decided on before it is read. One row comes also where there is none. */
  async serviceOf(id: string): Promise<string | undefined> {
    const own = this.knex('deployments').where({ id }).select('service');
    const row: { service: string | null } | undefined = await this.knex
      .select(own.as('service'))
      .first();
    return row?.service ?? undefined;
  }

  async find(id: string): Promise<DeploymentRecord | undefined> {
    const row = await this.knex<DeploymentRow>('deployments')
      .where({ id })
      .first();
    return row && fromRow(row);
  }

  /** The next records, newest first. */
  async list(query: LedgerQuery): Promise<DeploymentRecord[]> {
    const rows = await this.knex<DeploymentRow>('deployments')
      .modify(builder => {
        const { service, environment, version, kind, status } = query;
        const equal = { service, environment, version, kind, status };
        for (const [column, value] of Object.entries(equal)) {
          if (value !== undefined) {
            builder.where(column, value);
          }
        }
        if (query.fromMs !== undefined) {
          builder.where('started_ms', '>=', query.fromMs);
        }
        if (query.toMs !== undefined) {
          builder.where('started_ms', '<=', query.toMs);
        }
        if (query.after) {
          const { startedMs, id } = query.after;
          builder.where(older =>
            older
              .where('started_ms', '<', startedMs)
              .orWhere(same =>
                same.where('started_ms', startedMs).where('id', '<', id),
              ),
          );
        }
      })
      .orderBy('started_ms', 'desc')
      .orderBy('id', 'desc')
      .limit(query.limit);
    return rows.map(fromRow);
  }

  /** The newest deployment of every service that made a version live, in one environment or over all. */
  async latest(environment?: string): Promise<DeploymentRecord[]> {
    const records: DeploymentRecord[] = [];
    let after = '';
    const pace = new Pace();
    // Some services at a time: SQLite answers in this thread, and others wait for it.
    for (;;) {
      const services = await this.#servicesAfter(after, environment);
      const last = services[services.length - 1];
      if (last === undefined) {
        return records;
      }
      records.push(...(await this.#latestOf(after, last, environment)));
      after = last;
      await pace.breathe();
    }
  }

  async #servicesAfter(after: string, environment?: string): Promise<string[]> {
    const rows = await this.knex<DeploymentRow>('deployments')
      .modify(builder => madeLive(builder, environment))
      .where('service', '>', after)
      .distinct('service')
      .orderBy('service')
      .limit(SERVICES_AT_ONCE);
    return rows.map(({ service }) => service);
  }

  async #latestOf(
    after: string,
    last: string,
    environment?: string,
  ): Promise<DeploymentRecord[]> {
    const services = this.knex('deployments')
      .modify(builder => madeLive(builder, environment))
      .where('service', '>', after)
      .where('service', '<=', last)
      .distinct('service')
      .as('s');
    // Service by service: many that began in one millisecond must not be compared with one another.
    const newest = this.knex('deployments as own')
      .modify(builder => madeLive(builder, environment, 'own.'))
      .whereRaw('own.service = s.service')
      .orderBy('own.started_ms', 'desc')
      .orderBy('own.id', 'desc')
      .limit(1)
      .select('own.id')
      .as('id');
    const rows = await this.knex<DeploymentRow>('deployments').whereIn(
      'id',
      this.knex.select(newest).from(services),
    );
    return rows.map(fromRow);
  }

  /** Ids among the given ones that are recorded, and versions that have any record. */
  async hasVersion(
    service: string,
    environment: string,
    version: string,
  ): Promise<boolean> {
    const row = await this.knex('deployments')
      .where({ service, environment, version })
      .first('id');
    return row !== undefined;
  }

  async #before(
    trx: Knex,
    service: string,
    environment: string,
    startedMs: number,
  ) {
    return trx<DeploymentRow>('deployments')
      .where({ service, environment, status: 'succeeded' })
      .whereIn('kind', [...REPLACING, 'release'])
      .where('started_ms', '<', startedMs)
      .orderBy('started_ms', 'desc')
      .limit(50);
  }
}

function isRollback(
  kind: string,
  version: string,
  before: readonly DeploymentRow[],
): boolean {
  return (
    (kind === 'deployment' || kind === 'rollout') &&
    before.length > 1 &&
    before[0].version !== version &&
    before.slice(1).some(row => row.version === version)
  );
}

async function takeUpReleases(
  trx: Knex,
  service: string,
  { environment, version }: { environment: string; version: string },
  startedMs: number,
): Promise<string[]> {
  const same = trx<DeploymentRow>('deployments')
    .where({ service, environment, version, kind: 'release' })
    .whereBetween('started_ms', [
      startedMs - SAME_FACT_MS,
      startedMs + SAME_FACT_MS,
    ]);
  const releases = await same.clone();
  await same.clone().delete();
  return releases.flatMap(row => fromRow(row).sources);
}

/** Tells what was sent from another that came under the same id; a sender that tries again has other times. */
function fingerprintOf(input: z.output<typeof deploymentInputSchema>): string {
  const { id: _id, startedAt: _started, finishedAt: _ended, ...sent } = input;
  const sorted = Object.entries(sent).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/** Only what made a version live, in an environment or in any. */
function madeLive(
  builder: Knex.QueryBuilder,
  environment: string | undefined,
  prefix = '',
) {
  builder
    .whereIn(
      `${prefix}kind`,
      DEPLOYMENT_KINDS.filter(kind => isDeployment({ kind })),
    )
    .where(`${prefix}status`, 'succeeded');
  if (environment !== undefined) {
    builder.where(`${prefix}environment`, environment);
  }
}
