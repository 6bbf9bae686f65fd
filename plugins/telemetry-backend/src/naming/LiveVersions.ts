import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import { TimeRange } from '@sextant/plugin-kit-common';

/** Kinds that bring a version, or take one away. */
const CHANGING = new Set(['deployment', 'rollout', 'rollback', 'removal']);

interface Change {
  atMs: number;
  /** Undefined: from here on nobody can tell which version answers. */
  version: string | undefined;
}

/**
 * Which version was live when in one environment, as far as deployments tell it without doubt: not while
 * one is under way, not beside a canary, and not once two versions may share the traffic.
 */
export class LiveVersions {
  readonly #changes: Change[];

  constructor(records: readonly DeploymentRecord[]) {
    const events = records
      .filter(({ kind }) => CHANGING.has(kind))
      .flatMap(eventsOf)
      .sort((a, b) => a.atMs - b.atMs || Number(a.ends) - Number(b.ends));
    const underWay = new Set<DeploymentRecord>();
    let live: string | undefined;
    this.#changes = events.map(({ atMs, record, ends }) => {
      if (!ends) {
        underWay.add(record);
      } else {
        underWay.delete(record);
        live = liveAfter(record, live);
        if (record.status === 'succeeded') {
          // One that began earlier and never said how it ended has been overtaken.
          underWay.forEach(other => {
            if (other.status === 'started') {
              underWay.delete(other);
            }
          });
        }
      }
      return { atMs, version: underWay.size > 0 ? undefined : live };
    });
  }

  /** True when the ledger can name no version at any time. */
  get isEmpty(): boolean {
    return this.#changes.every(({ version }) => version === undefined);
  }

  /** The version at a time, or undefined when that is not known without doubt. */
  at(timeMs: number): string | undefined {
    let live: string | undefined;
    for (const change of this.#changes) {
      if (change.atMs > timeMs) {
        break;
      }
      live = change.version;
    }
    return live;
  }

  /** The one version that was live all through a range. */
  throughout({ fromMs, toMs }: TimeRange): string | undefined {
    const changed = this.#changes.some(
      ({ atMs }) => atMs > fromMs && atMs < toMs,
    );
    return changed ? undefined : this.at(fromMs);
  }
}

function eventsOf(record: DeploymentRecord) {
  const startMs = Date.parse(record.startedAt);
  const endMs = Math.max(
    startMs,
    Date.parse(record.finishedAt ?? record.startedAt),
  );
  const begins = { atMs: startMs, record, ends: false };
  return record.status === 'started'
    ? [begins]
    : [begins, { atMs: endMs, record, ends: true }];
}

/** Failed and cancelled ones end nothing; a canary shares the traffic with what was there. */
function liveAfter(
  { status, kind, strategy, version }: DeploymentRecord,
  before: string | undefined,
): string | undefined {
  if (status !== 'succeeded') {
    return before;
  }
  const isWhole = strategy?.type !== 'canary' || strategy.weight === 1;
  return isWhole && kind !== 'removal' ? version : undefined;
}
