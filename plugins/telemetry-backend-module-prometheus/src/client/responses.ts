import { z } from 'zod';

/** The envelope of every answer of `/api/v1`, errors included. */
export const envelopeSchema = z.object({
  status: z.enum(['success', 'error']),
  data: z.unknown().optional(),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  infos: z.array(z.string()).optional(),
});

const labels = z.record(z.string(), z.string());
/** Seconds, and a number as text: `NaN`, `+Inf` and `-Inf` are no JSON numbers. */
const point = z.tuple([z.number(), z.string()]);
/** A native histogram; its buckets are `[rule, lower, upper, count]`. */
const histogram = z.object({
  count: z.string(),
  sum: z.string(),
  /** Those that hold something: rule, lower and upper bound, count. */
  buckets: z
    .array(z.tuple([z.number(), z.string(), z.string(), z.string()]))
    .default([]),
});
const histogramPoint = z.tuple([z.number(), histogram]);

const vectorSchema = z.object({
  resultType: z.literal('vector'),
  result: z.array(
    z.object({
      metric: labels,
      value: point.optional(),
      histogram: histogramPoint.optional(),
    }),
  ),
});

const matrixSchema = z.object({
  resultType: z.literal('matrix'),
  result: z.array(
    z.object({
      metric: labels,
      values: z.array(point).optional(),
      histograms: z.array(histogramPoint).optional(),
    }),
  ),
});

const scalarSchema = z.object({
  resultType: z.enum(['scalar', 'string']),
  result: point,
});

export const instantSchema = z.discriminatedUnion('resultType', [
  vectorSchema,
  scalarSchema,
]);
export const rangeSchema = matrixSchema;
export const namesSchema = z.array(z.string());

export const exemplarsSchema = z
  .array(
    z.object({
      seriesLabels: labels,
      exemplars: z.array(
        z.object({ labels, value: z.string(), timestamp: z.number() }),
      ),
    }),
  )
  .nullable()
  .transform(found => found ?? []);

export const alertsSchema = z.object({
  alerts: z.array(
    z.object({
      labels,
      annotations: labels,
      state: z.enum(['firing', 'pending']),
      activeAt: z.string(),
      value: z.string(),
    }),
  ),
});

/** A series of a range query: seconds and numbers, `null` for what is no number. */
export interface RangeSeries {
  labels: Record<string, string>;
  points: Array<[number, number | null]>;
  /** Native histograms, by time in seconds. */
  histograms: Array<[number, NativeHistogram]>;
}

/** Buckets of a native histogram: lower and upper bound, count. */
export type NativeHistogram = Array<[number, number, number]>;

/** What a native histogram holds. */
export function nativeHistogram({
  buckets,
}: z.output<typeof histogram>): NativeHistogram {
  return buckets.map(([, lower, upper, count]) => [
    Number(lower),
    Number(upper),
    Number(count),
  ]);
}

/** A value of an instant query. */
export interface InstantValue {
  labels: Record<string, string>;
  value: number | null;
  histogram?: NativeHistogram;
}

/** A Prometheus number; what cannot be drawn (`NaN`, `+Inf`, `-Inf`) is null. */
export function numberOf(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
