import { TimeRange } from '@sextant/plugin-kit-common';
import {
  Asking,
  jsonOf,
  parseAnswer,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { SharedReads } from '@sextant/plugin-kit-node';
import { z } from 'zod';
import { failureOf } from './failureOf';
import {
  drilldownLimitsSchema,
  linesOf,
  LokiLine,
  namesSchema,
  patternsSchema,
  queryResultSchema,
} from './responses';

/** Decimal nanoseconds: start is in, end is not. */
export interface RangeNano {
  start: bigint;
  end: bigint;
}

/** What a tenant may ask. */
export interface LokiLimits {
  maxEntries: number;
}

const DEFAULT_LIMITS: LokiLimits = { maxEntries: 5_000 };
const KEEP_LIMITS_MS = 10 * 60_000;

/** Without it every line is a stream of its own and fields cannot be told from labels. */
const CATEGORIZE = { 'x-loki-response-encoding-flags': 'categorize-labels' };

/** Loki's HTTP API, as far as it is needed. Errors are UpstreamErrors. */
export class LokiClient {
  readonly #limits = new SharedReads<LokiLimits>({
    keepMs: KEEP_LIMITS_MS,
    maxBytes: 1_000,
  });

  constructor(readonly upstream: Upstream) {}

  /** Lines in no order; at most `limit` of the newest. */
  async lines(
    query: string,
    range: RangeNano,
    limit: number,
    options?: Partial<Asking>,
  ): Promise<LokiLine[]> {
    const { data } = await this.#ask(
      'query_range',
      `/loki/api/v1/query_range?${new URLSearchParams({
        query,
        ...timesOf(range),
        limit: String(limit),
        direction: 'backward',
      })}`,
      queryResultSchema,
      options,
    );
    if (data.resultType !== 'streams') {
      throw this.#anotherKind('lines', data.resultType);
    }
    return linesOf(data.result);
  }

  /** Counts by label; points are seconds since the epoch, on whole steps. */
  async counts(
    query: string,
    range: RangeNano,
    stepSeconds: number,
    options?: Partial<Asking>,
  ): Promise<
    Array<{ labels: Record<string, string>; points: Array<[number, number]> }>
  > {
    const { data } = await this.#ask(
      'query_range',
      `/loki/api/v1/query_range?${new URLSearchParams({
        query,
        ...timesOf(range),
        step: `${stepSeconds}s`,
      })}`,
      queryResultSchema,
      options,
    );
    if (data.resultType !== 'matrix') {
      throw this.#anotherKind('counts', data.resultType);
    }
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([time, count]): [number, number] => [
        time,
        Number(count),
      ]),
    }));
  }

  #anotherKind(asked: string, found: string) {
    return this.upstream.error(
      'garbled',
      `answered with a ${found} when asked for ${asked}`,
    );
  }

  async labelValues(
    label: string,
    range: RangeNano,
    options?: Partial<Asking>,
  ): Promise<string[]> {
    const { data } = await this.#ask(
      'label_values',
      `/loki/api/v1/label/${encodeURIComponent(
        label,
      )}/values?${new URLSearchParams(timesOf(range))}`,
      namesSchema,
      options,
    );
    return data ?? [];
  }

  async patterns(
    query: string,
    range: RangeNano,
    options?: Partial<Asking>,
  ): Promise<NonNullable<z.output<typeof patternsSchema>['data']>> {
    const { data } = await this.#ask(
      'patterns',
      `/loki/api/v1/patterns?${new URLSearchParams({
        query,
        ...timesOf(range),
      })}`,
      patternsSchema,
      options,
    );
    return data ?? [];
  }

  /** Asked once in ten minutes; the defaults where Loki does not tell. */
  limits(options: Partial<Asking> = {}): Promise<LokiLimits> {
    return this.#limits.read(
      'limits',
      async signal => {
        try {
          const { limits } = await this.#ask(
            'drilldown-limits',
            '/loki/api/v1/drilldown-limits',
            drilldownLimitsSchema,
            { ...options, signal },
          );
          return {
            maxEntries:
              limits.max_entries_limit_per_query || DEFAULT_LIMITS.maxEntries,
          };
        } catch (error) {
          signal.throwIfAborted();
          // Older Lokis do not serve it, newer ones only to some: its defaults hold.
          return DEFAULT_LIMITS;
        }
      },
      options.signal,
    );
  }

  /** Headers that a websocket needs too; of one tenant where there are several. */
  headersFor(tenant: string | undefined): Record<string, string> {
    return {
      ...this.upstream.config.headers,
      ...(tenant ? { 'x-scope-orgid': tenant } : {}),
    };
  }

  async #ask<T extends z.ZodType>(
    operation: string,
    path: string,
    schema: T,
    options: Partial<Asking> = {},
  ): Promise<z.output<T>> {
    const { tenants } = this.upstream.config;
    return this.upstream.ask({
      operation,
      path,
      ...options,
      headers: {
        ...CATEGORIZE,
        ...this.headersFor(tenants.length > 0 ? tenants.join('|') : undefined),
      },
      read: response => {
        const body =
          response.status === 200 ? jsonOf(response.text) : undefined;
        if (body === undefined) {
          throw failureOf(this.upstream, response);
        }
        return parseAnswer(this.upstream, schema, body);
      },
    });
  }
}

/** Nanoseconds; Loki reads milliseconds as such and finds nothing. */
export function rangeNano({ fromMs, toMs }: TimeRange): RangeNano {
  return {
    start: BigInt(Math.floor(fromMs)) * 1_000_000n,
    end: BigInt(Math.ceil(toMs)) * 1_000_000n,
  };
}

function timesOf({ start, end }: RangeNano) {
  return { start: String(start), end: String(end) };
}
