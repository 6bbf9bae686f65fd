import { z } from 'zod';
import { answerSchema } from '@sextant/plugin-kit-common';

/** @public */
export const SIGNALS = ['traces', 'metrics', 'logs'] as const;
/** @public */
export type TelemetrySignal = (typeof SIGNALS)[number];

/** The line that lifts a signal a rung, and where it goes. @public */
export const remedySchema = z.object({
  /** E.g. `SDK`, `collector`, `catalog-info.yaml`, or a server by name. */
  where: z.string(),
  why: z.string(),
  /** Ready to paste. */
  line: z.string(),
});

/** What one source knows of one signal of a service. @public */
export const diagnosisSchema = z.object({
  signal: z.enum(SIGNALS),
  source: z.string(),
  /** `good`: versions come from telemetry; `partial`: something could be better; `missing`; `failed`. */
  state: z.enum(['good', 'partial', 'missing', 'failed']),
  /** One sentence. */
  found: z.string(),
  /** The rung of the version ladder in use. */
  rung: z.string().optional(),
  /** What was looked for, in order, and what was there. */
  looked: z.array(
    z.object({
      what: z.string(),
      found: z.string().optional(),
      /** Names of services that were found instead; only those that the reader may see are told. */
      services: z.array(z.string()).optional(),
    }),
  ),
  remedies: z.array(remedySchema),
});

/** @public */
export const doctorAnswerSchema = answerSchema(
  z.object({ diagnoses: z.array(diagnosisSchema) }),
);

/** @public */
export type Remedy = z.infer<typeof remedySchema>;
/** @public */
export type Diagnosis = z.infer<typeof diagnosisSchema>;
/** @public */
export type DoctorAnswer = z.infer<typeof doctorAnswerSchema>;
