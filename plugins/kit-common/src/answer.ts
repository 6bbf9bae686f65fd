import { z } from 'zod';

/** Where an answer came from, and what to know about it. @public */
export const provenanceSchema = z.object({
  /** Name of the source as its operator knows it, e.g. `embedded store`. */
  source: z.string(),
  /** The rung of the version ladder that named the versions, e.g. `service.version on the resource`. */
  rung: z.string().optional(),
  /** The same question in the source's own user interface. */
  link: z.string().optional(),
  /** What the source said beside its answer. */
  warnings: z.array(z.string()).default([]),
});

/** Why an answer is empty, and what would fill it. @public */
export const emptyReasonSchema = z.object({
  reason: z.string(),
  fix: z.string().optional(),
});

/**
 * The envelope of every panel's answer. `partial` lists what is missing; `empty` says why.
 * A panel that failed is not an answer but an error response that names source and reason.
 *
 * @public
 */
export function answerSchema<T extends z.ZodType>(data: T) {
  return z.object({
    state: z.enum(['ok', 'partial', 'empty']),
    data,
    provenance: z.array(provenanceSchema),
    missing: z.array(z.string()).default([]),
    why: emptyReasonSchema.optional(),
  });
}

/** @public */
export type Provenance = z.infer<typeof provenanceSchema>;
/** @public */
export type EmptyReason = z.infer<typeof emptyReasonSchema>;

/** @public */
export interface Answer<T> {
  state: 'ok' | 'partial' | 'empty';
  data: T;
  provenance: Provenance[];
  missing: string[];
  why?: EmptyReason;
}

/** Stands for telemetry that carries no version on any rung. @public */
export const UNVERSIONED = 'unversioned';
