import { z } from 'zod';
import { answerSchema } from '@sextant/plugin-kit-common';
import { versionFiguresSchema } from './metrics';

/** How long requests take in the last five minutes, beside the day before. @public */
export const slownessSchema = z.object({
  /** The highest quantile that shows it, else the p95. */
  quantile: z.enum(['p95', 'p90', 'p75', 'p50']),
  /** Of the last five minutes. */
  seconds: z.number(),
  /** Of the day before. */
  usualSeconds: z.number(),
  /** True where it is slower by more than chance. */
  isSlow: z.boolean(),
});

/** One service of the fleet by telemetry name, in one environment. @public */
export const fleetServiceSchema = z.object({
  service: z.string(),
  environment: z.string(),
  versions: z.array(versionFiguresSchema),
  requests: z.number(),
  rate: z.number(),
  errorRatio: z.number().nullable(),
  /** Seconds. */
  p95: z.number().nullable(),
  /** How it is now: errors of the last ten minutes of the range, latency of its last five. */
  recent: z.object({
    requests: z.number(),
    errorRatio: z.number().nullable(),
    /** Seconds; null where there were too few requests to tell. */
    p95: z.number().nullable().default(null),
  }),
  /** Absent where there are too few requests to tell, or it was not asked. */
  slowness: slownessSchema.optional(),
  /** About 24 points over the range, oldest first. */
  errorRatioTrend: z.array(z.number().nullable()),
  p95Trend: z.array(z.number().nullable()),
  /** Null where no source knows of alerts. */
  alertsFiring: z.number().nullable(),
  /** True where p95 is of buckets of different bounds that were added up. */
  estimated: z.boolean().optional(),
});

/** A service of the fleet joined with the catalog. @public */
export const fleetEntrySchema = fleetServiceSchema.extend({
  /** Of the component that could be registered, when none is. */
  entityRef: z.string(),
  /** All components that claim the telemetry name: who sees it must be allowed to see each. */
  entityRefs: z.array(z.string()).optional(),
  registered: z.boolean(),
});

/** Every service that reports telemetry, asked once for the whole fleet. @public */
export const fleetAnswerSchema = answerSchema(
  z.object({
    services: z.array(fleetEntrySchema),
    environments: z.array(z.string()),
  }),
);

/** @public */
export type Slowness = z.infer<typeof slownessSchema>;
/** @public */
export type FleetService = z.infer<typeof fleetServiceSchema>;
/** @public */
export type FleetEntry = z.infer<typeof fleetEntrySchema>;
/** @public */
export type FleetAnswer = z.infer<typeof fleetAnswerSchema>;

/** Requests from one version to another. @public */
export const dependencyEdgeSchema = z.object({
  caller: z.string(),
  callerVersion: z.string(),
  callee: z.string(),
  calleeVersion: z.string(),
  /** `event`: by a message, which is no request of the callee's. */
  kind: z.enum(['call', 'event']),
  requests: z.number(),
  /** Requests per second. */
  rate: z.number(),
  errorRatio: z.number().nullable(),
  /** True where the figures were scaled from a sample. */
  estimated: z.boolean().optional(),
});

/** What a version answered, and how much of it is known by whom it was asked. @public */
export const calleeRequestsSchema = z.object({
  service: z.string(),
  version: z.string(),
  /** All that the callee counted; `attributed + unattributed`. */
  requests: z.number(),
  attributed: z.number(),
  /** Of callers that send no spans, that were not joined, or that the reader may not see. */
  unattributed: z.number(),
});

/** @public */
export const dependenciesAnswerSchema = answerSchema(
  z.array(dependencyEdgeSchema),
).extend({ callees: z.array(calleeRequestsSchema) });

/** @public */
export type CalleeRequests = z.infer<typeof calleeRequestsSchema>;

/** @public */
export type DependencyEdge = z.infer<typeof dependencyEdgeSchema>;
