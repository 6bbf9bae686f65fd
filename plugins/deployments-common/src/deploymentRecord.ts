import { noControlCharacters } from '@sextant/plugin-kit-common';
import { z } from 'zod';
import { readServiceRef } from './serviceRef';

/** What kind of change a record tells of, by who said so. @public */
export const DEPLOYMENT_KINDS = [
  'deployment',
  'rollout',
  'release',
  'config',
  'feature-flag',
  'infrastructure',
  'rollback',
  'removal',
] as const;

/** @public */
export const DEPLOYMENT_STATUSES = [
  'started',
  'succeeded',
  'failed',
  'cancelled',
] as const;

const ONE_LINE = 'allowed: text without control characters';
/** Nothing was deployed before that with what this tells of. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const CLOCKS_DIFFER_MS = 3_600_000;

const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(noControlCharacters, ONE_LINE);
const time = z.iso
  .datetime({
    offset: true,
    error: 'allowed: RFC 3339 with a zone',
  })
  .refine(value => {
    const ms = Date.parse(value);
    return ms >= EARLIEST_MS && ms <= Date.now() + CLOCKS_DIFFER_MS;
  }, 'allowed: from the year 2000 to an hour from now');
/** Reading an address drops line breaks: they are looked for before. */
const webUrl = z
  .string()
  .max(2000)
  .refine(noControlCharacters, ONE_LINE)
  .pipe(
    z.url({ protocol: /^https?$/, error: 'allowed: an http or https URL' }),
  );
/** A full reference in lower case. */
const serviceRef = text(200)
  .refine(
    value => readServiceRef(value) !== undefined,
    'allowed: a name, namespace/name or component:namespace/name as the catalog has them',
  )
  .transform(value => readServiceRef(value) ?? value);

/** One piece of evidence: a build, a test run, a scan, an approval. @public */
export const evidenceSchema = z.strictObject({
  name: text(200),
  outcome: text(60),
  url: webUrl.optional(),
});

const strategySchema = z.strictObject({
  type: z.enum(['rolling', 'blue-green', 'canary']),
  /** Part of the traffic the version gets, 0 to 1; only of a canary. */
  weight: z.number().min(0).max(1).optional(),
});

/**
 * What a pipeline sends to `POST /v1/deployments`. `service` is an entity reference or the bare name
 * of a component in the default namespace.
 *
 * @public
 */
export const deploymentInputSchema = z
  .strictObject({
    id: text(200).optional(),
    service: serviceRef,
    version: text(200),
    environment: text(100),
    kind: z.enum(DEPLOYMENT_KINDS).default('deployment'),
    status: z.enum(DEPLOYMENT_STATUSES).default('succeeded'),
    previousVersion: text(200).optional(),
    startedAt: time.optional(),
    finishedAt: time.optional(),
    strategy: strategySchema.optional(),
    commit: text(100).optional(),
    commitAt: time.optional(),
    actor: text(200).optional(),
    url: webUrl.optional(),
    /** A package URL or an image digest. */
    artifact: text(500).optional(),
    /** What changed, in the words of who changed it. */
    description: text(500).optional(),
    evidence: z.array(evidenceSchema).max(100).default([]),
    source: text(100).default('api'),
  })
  .refine(
    ({ startedAt, finishedAt }) =>
      startedAt === undefined ||
      finishedAt === undefined ||
      Date.parse(finishedAt) >= Date.parse(startedAt),
    { path: ['finishedAt'], error: 'allowed: not before startedAt' },
  );

/** One record of the ledger. Times are RFC 3339. @public */
export const deploymentRecordSchema = z.object({
  id: z.string(),
  /** Full entity reference, e.g. `component:default/pricing`. */
  service: z.string(),
  version: z.string(),
  previousVersion: z.string().optional(),
  environment: z.string(),
  kind: z.enum(DEPLOYMENT_KINDS),
  status: z.enum(DEPLOYMENT_STATUSES),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  strategy: strategySchema.optional(),
  commit: z.string().optional(),
  commitAt: z.string().optional(),
  actor: z.string().optional(),
  url: z.string().optional(),
  artifact: z.string().optional(),
  description: z.string().optional(),
  evidence: z.array(evidenceSchema),
  /** Everyone who reported this fact, the most trusted first. */
  sources: z.array(z.string()),
  /** How sure the ledger is that this happened: 1 said by CI, less when concluded. */
  confidence: z.number(),
  recordedAt: z.string(),
});

/** @public */
export const deploymentPageSchema = z.object({
  items: z.array(deploymentRecordSchema),
  nextCursor: z.string().optional(),
});

/** @public */
export type Evidence = z.infer<typeof evidenceSchema>;
/** @public */
export type DeploymentInput = z.input<typeof deploymentInputSchema>;
/** @public */
export type DeploymentKind = (typeof DEPLOYMENT_KINDS)[number];
/** @public */
export type DeploymentRecord = z.infer<typeof deploymentRecordSchema>;
/** @public */
export type DeploymentPage = z.infer<typeof deploymentPageSchema>;
