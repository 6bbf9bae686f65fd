import { z } from 'zod';

const figure = z.number().nullable();

/** A version that runs, joined with what is promised for it. @public */
export const liveVersionSchema = z.object({
  version: z.string(),
  environment: z.string(),
  /** Part of the service's requests, 0 to 1. */
  share: z.number(),
  /** Requests per second. */
  rate: z.number(),
  errorRatio: figure,
  /** Seconds. */
  p95: figure,
  instances: z.number(),
  /** Null where it had been there before the range began, or is not known. */
  firstSeen: z.string().nullable(),
  lastSeen: z.string(),
  /** False when no declared range covers it. */
  declared: z.boolean(),
  lifecycle: z.string().optional(),
  contract: z.string().optional(),
  sunset: z.string().optional(),
});

/** Why a service wants somebody's attention, worst first. @public */
export const ATTENTION_KINDS = [
  'failing',
  'slow',
  'alerting',
  'sunset-passed',
  'undeclared-version',
  'unregistered',
  'silent',
  'shared-database',
  'invalid-registration',
] as const;

/** @public */
export const attentionSchema = z.object({
  kind: z.enum(ATTENTION_KINDS),
  text: z.string(),
});

/** One row of the fleet. @public */
export const fleetRowSchema = z.object({
  entityRef: z.string(),
  name: z.string(),
  namespace: z.string(),
  title: z.string().optional(),
  registered: z.boolean(),
  system: z.string().optional(),
  owner: z.string().optional(),
  lifecycle: z.string().optional(),
  environment: z.string().optional(),
  /** Other environments that it reports from in the range. */
  seenIn: z.array(z.string()).default([]),
  versions: z.array(liveVersionSchema),
  requests: z.number(),
  rate: z.number(),
  errorRatio: figure,
  p95: figure,
  errorRatioTrend: z.array(figure),
  p95Trend: z.array(figure),
  /** Errors of the last ten minutes of the range, latency of its last five: what attention goes by. */
  recent: z.object({
    requests: z.number(),
    errorRatio: figure,
    p95: figure.default(null),
  }),
  /** A quantile of the last five minutes beside that of the day before; absent where that is not known. */
  slowness: z
    .object({
      quantile: z.string(),
      seconds: z.number(),
      usualSeconds: z.number(),
      isSlow: z.boolean(),
    })
    .optional(),
  /** Null where no source of alerts is connected. */
  alertsFiring: z.number().nullable(),
  contracts: z.array(z.string()),
  lastDeployment: z
    .object({
      id: z.string(),
      kind: z.string(),
      version: z.string(),
      startedAt: z.string(),
      actor: z.string().optional(),
    })
    .optional(),
  attention: z.array(attentionSchema),
});

/** The orders of the fleet. @public */
export const FLEET_SORTS = [
  'worst',
  'name',
  'owner',
  'rate',
  'errors',
  'p95',
  'deployed',
] as const;

/** A page of the fleet. @public */
export const fleetPageSchema = z.object({
  items: z.array(fleetRowSchema),
  /** Rows that match the filters, over all pages. */
  total: z.number(),
  offset: z.number(),
  nextCursor: z.string().optional(),
  totals: z.object({
    services: z.number(),
    unregistered: z.number(),
    /** Null when telemetry could not be asked. */
    unhealthy: z.number().nullable(),
    /** Up to three names of unhealthy services, worst first. */
    unhealthyNames: z.array(z.string()),
    /** Null when the ledger could not be asked. */
    deployments24h: z.number().nullable(),
    rollbacks24h: z.number().nullable(),
    /** Null when no source of alerts is connected. */
    alertsFiring: z.number().nullable(),
  }),
  facets: z.object({
    owners: z.array(z.string()),
    systems: z.array(z.string()),
    environments: z.array(z.string()),
    lifecycles: z.array(z.string()),
  }),
  environment: z.string().optional(),
  /** When the snapshot was taken, RFC 3339. */
  takenAt: z.string(),
  /** What could not be had, in words. */
  missing: z.array(z.string()),
});

/** A data set with everything that touches it. @public */
export const dataSetSchema = z.object({
  entityRef: z.string(),
  name: z.string(),
  systemOfRecord: z.string(),
  owner: z.string().optional(),
  store: z.string().optional(),
  schema: z.string().optional(),
  classification: z.string().optional(),
  copies: z.array(z.object({ service: z.string(), via: z.string() })),
  violations: z.array(z.string()),
});

/** @public */
export const dataSetPageSchema = z.object({
  items: z.array(dataSetSchema),
  total: z.number(),
  nextCursor: z.string().optional(),
});

/** Everything registered of one service, joined with what runs. @public */
export const serviceDetailSchema = z.object({
  entityRef: z.string(),
  owner: z.string().optional(),
  system: z.string().optional(),
  registered: z.boolean(),
  declared: z.array(
    z.object({
      version: z.string(),
      lifecycle: z.string(),
      contract: z.string().optional(),
      sunset: z.string().optional(),
      replacedBy: z.string().optional(),
    }),
  ),
  live: z.array(liveVersionSchema),
  owns: z.array(dataSetSchema),
  copies: z.array(
    z.object({ dataset: z.string(), from: z.string(), via: z.string() }),
  ),
  /** Problems of the registration itself. */
  problems: z.array(z.string()),
  missing: z.array(z.string()),
});

/** @public */
export type LiveVersion = z.infer<typeof liveVersionSchema>;
/** @public */
export type Attention = z.infer<typeof attentionSchema>;
/** @public */
export type FleetRow = z.infer<typeof fleetRowSchema>;
/** @public */
export type FleetSort = (typeof FLEET_SORTS)[number];
/** @public */
export type FleetPage = z.infer<typeof fleetPageSchema>;
/** @public */
export type DataSet = z.infer<typeof dataSetSchema>;
/** @public */
export type DataSetPage = z.infer<typeof dataSetPageSchema>;
/** @public */
export type ServiceDetail = z.infer<typeof serviceDetailSchema>;
