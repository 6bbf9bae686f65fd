import { answerSchema } from '@sextant/plugin-kit-common';
import { z } from 'zod';

/** The other end of a call, as far as it is known. @public */
export const callEndSchema = z.object({
  service: z.string(),
  version: z.string(),
  environment: z.string(),
  /** The component that claims the telemetry name; absent where none does. */
  entityRef: z.string().optional(),
  /** Who owns it; absent where nobody registered it. */
  owner: z.string().optional(),
  /** `event`: by a message, which is no request of the callee's. */
  kind: z.enum(['call', 'event']),
  requests: z.number(),
  /** Requests per second. */
  rate: z.number(),
  /** Null where failures are not told apart. */
  errorRatio: z.number().nullable(),
  /** RFC 3339, to the minute; null where it is not known. */
  lastSeen: z.string().nullable(),
  /** True where the figures were scaled from a sample. */
  estimated: z.boolean().optional(),
});

/** One operation of one version, and who asked for it. @public */
export const calledOperationSchema = z.object({
  version: z.string(),
  environment: z.string(),
  /** Null where the source counts calls between services only. */
  operation: z.string().nullable(),
  /** All that the service counted; `attributed + unattributed`. Null where the source does not tell. */
  requests: z.number().nullable(),
  attributed: z.number(),
  /**
   * Of callers that send no spans, that were not joined, or that the reader may not see. Null where the
   * source does not tell.
   */
  unattributed: z.number().nullable(),
  callers: z.array(callEndSchema),
});

/** Whom a version calls. @public */
export const calleeSchema = callEndSchema.extend({
  /** The version that calls. */
  callerVersion: z.string(),
  operation: z.string().nullable(),
});

/** Both ends of a service's calls. @public */
export const callsSchema = z.object({
  calls: z.array(calledOperationSchema),
  callees: z.array(calleeSchema),
});

/** @public */
export const callsAnswerSchema = answerSchema(callsSchema);

/** @public */
export type CallEnd = z.infer<typeof callEndSchema>;
/** @public */
export type CalledOperation = z.infer<typeof calledOperationSchema>;
/** @public */
export type Callee = z.infer<typeof calleeSchema>;
/** @public */
export type Calls = z.infer<typeof callsSchema>;
