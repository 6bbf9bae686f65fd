import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  DeploymentPage,
  DeploymentRecord,
  deploymentInputSchema,
  toServiceRef,
} from '@sextant/plugin-deployments-common';
import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DeploymentRow, fromRow, toRow } from './deploymentRow';

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
  cursor?: string;
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
   * Records a change once: the same id again returns what was recorded first.
   *
   * A deployment of a version that was live here before, and is not what runs now, becomes a
   * rollback. A release that telemetry had already told of is taken up into it.
   */
  async record(
    input: z.output<typeof deploymentInputSchema>,
  ): Promise<{ record: DeploymentRecord; created: boolean }> {
    const nowMs = this.now();
    const service = toServiceRef(input.service);
    const id = input.id ?? randomUUID();
    const startedMs =
      Date.parse(input.startedAt ?? input.finishedAt ?? '') || nowMs;
    return this.knex.transaction(async trx => {
      const known = await trx<DeploymentRow>('deployments')
        .where({ id })
        .first();
      if (known) {
        return { record: fromRow(known), created: false };
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
      await trx('deployments').insert(row).onConflict('id').ignore();
      const stored = await trx<DeploymentRow>('deployments')
        .where({ id })
        .first();
      return { record: fromRow(stored ?? row), created: true };
    });
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<DeploymentRecord> {
    const row = await this.knex<DeploymentRow>('deployments')
      .where({ id })
      .first();
    if (!row) {
      throw new NotFoundError(`No deployment ${id}`);
    }
    return fromRow(row);
  }

  /** A page, newest first. */
  async list(query: LedgerQuery): Promise<DeploymentPage> {
    const rows = await this.knex<DeploymentRow>('deployments')
      .modify(builder => {
        const { service, environment, version, kind, status } = query;
        const equal = { service, environment, version, kind, status };
        for (const [column, value] of Object.entries(equal)) {
          if (value !== undefined) {
            builder.where(
              column,
              column === 'service' ? toServiceRef(value) : value,
            );
          }
        }
        if (query.fromMs !== undefined) {
          builder.where('started_ms', '>=', query.fromMs);
        }
        if (query.toMs !== undefined) {
          builder.where('started_ms', '<=', query.toMs);
        }
        if (query.cursor) {
          const { startedMs, id } = readCursor(query.cursor);
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
      .limit(query.limit + 1);
    const page = rows.slice(0, query.limit);
    const last = page[page.length - 1];
    return {
      items: page.map(fromRow),
      nextCursor:
        rows.length > query.limit && last ? writeCursor(last) : undefined,
    };
  }

  /** The newest record of every service, in one environment or over all. */
  async latest(environment?: string): Promise<DeploymentRecord[]> {
    const newest = this.knex('deployments')
      .modify(builder => {
        if (environment) {
          builder.where({ environment });
        }
      })
      .groupBy('service')
      .select('service')
      .max('started_ms as started_ms')
      .as('newest');
    const rows: DeploymentRow[] = await this.knex('deployments as d')
      .join(newest, join =>
        join
          .on('d.service', '=', 'newest.service')
          .andOn('d.started_ms', '=', 'newest.started_ms'),
      )
      .modify(builder => {
        if (environment) {
          builder.where('d.environment', environment);
        }
      })
      .select('d.*');
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

function writeCursor(row: DeploymentRow): string {
  return Buffer.from(JSON.stringify([Number(row.started_ms), row.id])).toString(
    'base64url',
  );
}

function readCursor(cursor: string): { startedMs: number; id: string } {
  try {
    const [startedMs, id] = z
      .tuple([z.number(), z.string()])
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { startedMs, id };
  } catch (error) {
    throw new InputError(
      `cursor: found "${cursor.slice(
        0,
        80,
      )}", allowed the nextCursor of an earlier answer`,
      error,
    );
  }
}
