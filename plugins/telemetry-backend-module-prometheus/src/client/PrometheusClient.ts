import {
  Asking,
  jsonOf,
  parseAnswer,
  Upstream,
  UpstreamResponse,
} from '@sextant/plugin-telemetry-node';
import { z } from 'zod';
import { failureOf } from './failureOf';
import {
  alertsSchema,
  envelopeSchema,
  exemplarsSchema,
  InstantValue,
  instantSchema,
  namesSchema,
  nativeHistogram,
  numberOf,
  RangeSeries,
  rangeSchema,
} from './responses';

/** An answer with what the server said beside it. */
export interface Noted<T> {
  data: T;
  notes: string[];
}

/** Seconds since the epoch. */
export interface RangeS {
  from: number;
  to: number;
}

/** Longer queries go as a form: URLs are cut by proxies. */
const MAX_URL_QUERY = 1_500;

/** Prometheus' HTTP API, as far as it is needed. Errors are UpstreamErrors. */
export class PrometheusClient {
  constructor(readonly upstream: Upstream) {}

  /** @param timeS - Seconds since the epoch. */
  async query(
    query: string,
    timeS: number,
    options?: Partial<Asking>,
  ): Promise<Noted<InstantValue[]>> {
    const { data, notes } = await this.#ask(
      'query',
      '/api/v1/query',
      { query, time: String(timeS) },
      instantSchema,
      options,
    );
    if (data.resultType !== 'vector') {
      return { data: [{ labels: {}, value: numberOf(data.result[1]) }], notes };
    }
    return {
      data: data.result.map(({ metric, value, histogram }) => ({
        labels: metric,
        // Of a native histogram that nothing was computed of, the count is what can be shown.
        value: numberOf(value?.[1] ?? histogram?.[1].count ?? 'NaN'),
        histogram: histogram && nativeHistogram(histogram[1]),
      })),
      notes,
    };
  }

  async queryRange(
    query: string,
    range: RangeS & { step: number },
    options?: Partial<Asking>,
  ): Promise<Noted<RangeSeries[]>> {
    const { data, notes } = await this.#ask(
      'query_range',
      '/api/v1/query_range',
      {
        query,
        start: String(range.from),
        end: String(range.to),
        step: String(range.step),
      },
      rangeSchema,
      options,
    );
    return {
      data: data.result.map(({ metric, values = [], histograms = [] }) => ({
        labels: metric,
        points: [
          ...values.map(([time, value]): [number, number | null] => [
            time,
            numberOf(value),
          ]),
          ...histograms.map(([time, { count }]): [number, number | null] => [
            time,
            numberOf(count),
          ]),
        ],
        histograms: histograms.map(([time, held]) => [
          time,
          nativeHistogram(held),
        ]),
      })),
      notes,
    };
  }

  /** Names of labels on the series that match. */
  async labels(
    match: string,
    range: RangeS,
    options?: Partial<Asking>,
  ): Promise<string[]> {
    const { data } = await this.#ask(
      'labels',
      '/api/v1/labels',
      { 'match[]': match, ...timesOf(range) },
      namesSchema,
      options,
    );
    return data;
  }

  /** Values of a label on the series that match. */
  async labelValues(
    label: string,
    match: string,
    range: RangeS,
    options?: Partial<Asking>,
  ): Promise<string[]> {
    const { data } = await this.#ask(
      'label_values',
      `/api/v1/label/${pathName(label)}/values`,
      { 'match[]': match, ...timesOf(range) },
      namesSchema,
      options,
    );
    return data;
  }

  async exemplars(
    query: string,
    range: RangeS,
    options?: Partial<Asking>,
  ): Promise<z.output<typeof exemplarsSchema>> {
    const { data } = await this.#ask(
      'exemplars',
      '/api/v1/query_exemplars',
      { query, ...timesOf(range) },
      exemplarsSchema,
      options,
    );
    return data;
  }

  async alerts(
    options?: Partial<Asking>,
  ): Promise<z.output<typeof alertsSchema>['alerts']> {
    const { data } = await this.#ask(
      'alerts',
      '/api/v1/alerts',
      {},
      alertsSchema,
      options,
    );
    return data.alerts;
  }

  async #ask<T extends z.ZodType>(
    operation: string,
    path: string,
    parameters: Record<string, string>,
    schema: T,
    options: Partial<Asking> = {},
  ): Promise<Noted<z.output<T>>> {
    const form = new URLSearchParams(parameters);
    const text = form.toString();
    const asForm =
      text.length > MAX_URL_QUERY && !operation.startsWith('label_');
    return this.upstream.ask({
      operation,
      path: asForm || !text ? path : `${path}?${text}`,
      form: asForm ? form : undefined,
      ...options,
      read: response => this.#read(response, schema),
    });
  }

  #read<T extends z.ZodType>(
    response: UpstreamResponse,
    schema: T,
  ): Noted<z.output<T>> {
    const envelope = envelopeSchema.safeParse(jsonOf(response.text)).data;
    if (response.status !== 200 || envelope?.status !== 'success') {
      throw failureOf(this.upstream, response, envelope);
    }
    return {
      data: parseAnswer(this.upstream, schema, envelope.data),
      notes: [...(envelope.warnings ?? []), ...(envelope.infos ?? [])],
    };
  }
}

function timesOf({ from, to }: RangeS) {
  return { start: String(from), end: String(to) };
}

/**
 * A label's name in a path. Names outside the old alphabet are written `U__`, each such character as
 * `_hex_` and each underscore twice.
 *
 * Source: Prometheus, HTTP API, "Querying label values" (values escaping).
 */
export function pathName(label: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) {
    return label;
  }
  const escaped = [...label]
    .map(char => {
      if (char === '_') {
        return '__';
      }
      return /[a-zA-Z0-9]/.test(char)
        ? char
        : `_${(char.codePointAt(0) ?? 0).toString(16)}_`;
    })
    .join('');
  return `U__${escaped}`;
}
