import {
  Asking,
  ExemplarRow,
  ExemplarSource,
  Question,
  SourceAnswer,
} from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from '../client/PrometheusClient';
import { numberOf } from '../client/responses';
import { PrometheusConfig } from '../config';
import { spelling } from '../profiles/metricProfiles';
import { RequestFamily, ServerMetrics } from '../profiles/ServerMetrics';
import { RequestQueries } from '../promql/RequestQueries';
import { untilNow } from './PrometheusMetricSource';
import { unitOf } from './readCounts';

/** Servers keep exemplars in memory and send all they have: ask for the newest half hour. */
const MAX_RANGE_MS = 1_800_000;

/** Requests that stand for points of the latency chart: failed ones first, then the slowest. */
export class PrometheusExemplarSource implements ExemplarSource {
  readonly #client: PrometheusClient;
  readonly #config: PrometheusConfig;
  readonly #server: ServerMetrics;
  readonly #now: () => number;

  constructor(
    client: PrometheusClient,
    config: PrometheusConfig,
    server: ServerMetrics,
    now: () => number = Date.now,
  ) {
    this.#client = client;
    this.#config = config;
    this.#server = server;
    this.#now = now;
  }

  async exemplars(
    question: Question & { limit: number },
    asking: Asking,
  ): Promise<SourceAnswer<ExemplarRow>> {
    const range = untilNow(question.range, this.#now());
    const held = await this.#server.in(range, asking);
    const query = new RequestQueries(held, question).exemplars();
    const found =
      query === undefined
        ? []
        : await this.#client.exemplars(
            query,
            {
              from: Math.max(range.fromMs, range.toMs - MAX_RANGE_MS) / 1000,
              to: range.toMs / 1000,
            },
            asking,
          );
    const rows = found.flatMap(({ seriesLabels, exemplars }) => {
      const origin = held.ladder.originOf(seriesLabels);
      const family = familyOf(seriesLabels, held.families);
      if (!origin || !family) {
        return [];
      }
      const failed = hasFailed(seriesLabels, family);
      return exemplars.flatMap(
        ({ labels, value, timestamp }): ExemplarRow[] => {
          const traceId = labels.trace_id ?? labels.traceID ?? labels.traceId;
          const duration = numberOf(value);
          return traceId && duration !== null
            ? [
                {
                  ...origin,
                  timeMs: timestamp * 1000,
                  durationSeconds: duration * unitOf(family),
                  traceId: traceId.toLocaleLowerCase('en-US').padStart(32, '0'),
                  spanId: labels.span_id ?? labels.spanID ?? '',
                  failed,
                },
              ]
            : [];
        },
      );
    });
    return {
      rows: rows
        .sort(
          (a, b) =>
            Number(b.failed) - Number(a.failed) ||
            b.durationSeconds - a.durationSeconds,
        )
        .slice(0, question.limit),
      applied: new Set(),
      provenance: { source: this.#config.id, warnings: [] },
    };
  }
}

function familyOf(
  labels: Readonly<Record<string, string>>,
  families: readonly RequestFamily[],
): RequestFamily | undefined {
  const name = labels.__name__?.replace(/_bucket$/, '');
  return families.find(({ base }) => base === name) ?? families[0];
}

function hasFailed(
  labels: Readonly<Record<string, string>>,
  { profile, statuses }: RequestFamily,
): boolean {
  const label = statuses.find(candidate => labels[candidate]);
  const status = profile.statuses.find(
    candidate => label && spelling(candidate.label, [label]) !== undefined,
  );
  if (!label || !status) {
    return false;
  }
  return status.failed.op === '=~'
    ? new RegExp(`^(?:${status.failed.value})$`).test(labels[label])
    : labels[label] === status.failed.value;
}
