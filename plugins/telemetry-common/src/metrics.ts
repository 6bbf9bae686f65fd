import { z } from 'zod';
import { answerSchema } from '@sextant/plugin-kit-common';

const figure = z.number().nullable();

/** Rate, errors and latency of something over a range. `null` where nothing was measured. @public */
export const redFiguresSchema = z.object({
  /** Requests in the range. */
  requests: z.number(),
  /** Requests per second. */
  rate: z.number(),
  /** Failed requests / requests, 0 to 1. */
  errorRatio: figure,
  /** Seconds. */
  p50: figure,
  p95: figure,
  p99: figure,
  /** Quantiles over the last bound that was measured: their figure is that bound, the truth is higher. */
  beyond: z.array(z.enum(['p50', 'p95', 'p99'])).optional(),
  /** True where quantiles were made of histograms with different bounds. */
  estimated: z.boolean().optional(),
});

/** One live version of a service in an environment. @public */
export const versionFiguresSchema = redFiguresSchema.extend({
  version: z.string(),
  environment: z.string(),
  /** Part of all requests of the service in this environment, chosen versions or not; 0 to 1. */
  share: z.number(),
  /** Of a version that came in the range: what it does since. Absent where it was there before. */
  since: z
    .object({
      /** Requests per second. */
      rate: z.number(),
      /** Null where nothing is known of the others. */
      share: figure,
    })
    .optional(),
  /** Distinct instances that reported in the range. */
  instances: z.number(),
  /** RFC 3339; null where it had been there before the range began, or is not known. */
  firstSeen: z.string().nullable(),
  /** RFC 3339; the last telemetry in the range. */
  lastSeen: z.string(),
});

/** One line of a chart: figures by time of one version or route. @public */
export const metricSeriesSchema = z.object({
  key: z.string(),
  rate: z.array(figure),
  errorRatio: z.array(figure),
  p50: z.array(figure),
  p95: z.array(figure),
  p99: z.array(figure),
  /**
   * Requests that the error ratio and the quantiles of a point are of. Where an interval has few, those of the
   * intervals right before it are taken too; null where nothing was counted.
   */
  requests: z.array(figure),
  /** Points at which p50, p95 or p99 is over the last bound that was measured. */
  beyond: z.array(z.number()).optional(),
  /** True where quantiles are of buckets of different bounds that were added up. */
  estimated: z.boolean().optional(),
});

/** A request that stands for a point of a latency chart. @public */
export const exemplarSchema = z.object({
  key: z.string(),
  timeMs: z.number(),
  durationSeconds: z.number(),
  traceId: z.string(),
  spanId: z.string(),
  error: z.boolean(),
});

/** What a running process uses, by version. @public */
export const runtimeSeriesSchema = z.object({
  metric: z.enum(['cpu', 'memory', 'event-loop', 'gc']),
  /** `ratio`, `bytes` or `seconds`. */
  unit: z.enum(['ratio', 'bytes', 'seconds']),
  key: z.string(),
  values: z.array(figure),
});

/** The three charts of the one view, with the range they were made for. @public */
export const metricsSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  stepSeconds: z.number(),
  groupBy: z.enum(['version', 'route']),
  /** Start of each point, milliseconds since the epoch. */
  timesMs: z.array(z.number()),
  series: z.array(metricSeriesSchema),
  exemplars: z.array(exemplarSchema),
  runtime: z.array(runtimeSeriesSchema),
});

/** @public */
export const versionsAnswerSchema = answerSchema(
  z.object({
    versions: z.array(versionFiguresSchema),
    /** Environments the service reports from, most requests first. */
    environments: z.array(z.string()),
  }),
);
/** @public */
export const metricsAnswerSchema = answerSchema(metricsSchema);

/** @public */
export type RedFigures = z.infer<typeof redFiguresSchema>;
/** @public */
export type VersionFigures = z.infer<typeof versionFiguresSchema>;
/** @public */
export type MetricSeries = z.infer<typeof metricSeriesSchema>;
/** @public */
export type Exemplar = z.infer<typeof exemplarSchema>;
/** @public */
export type RuntimeSeries = z.infer<typeof runtimeSeriesSchema>;
/** @public */
export type Metrics = z.infer<typeof metricsSchema>;
/** @public */
export type VersionsAnswer = z.infer<typeof versionsAnswerSchema>;
/** @public */
export type MetricsAnswer = z.infer<typeof metricsAnswerSchema>;
