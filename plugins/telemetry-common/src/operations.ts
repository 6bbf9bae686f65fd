import { answerSchema } from '@sextant/plugin-kit-common';
import { z } from 'zod';
import { redFiguresSchema } from './metrics';

const figure = z.number().nullable();

/**
 * From so many standard deviations on a difference is a change: about one in 16,000 by chance alone.
 *
 * @public
 */
export const CLEAR_SIGMAS = 4;

/** An operation beside the same one of the version before. @public */
export const operationChangeSchema = z.object({
  /** The version before it on its line, in the same environment and range. */
  version: z.string(),
  /** Requests that version answered; none where the operation is new. */
  requests: z.number(),
  errorRatio: figure,
  /** Seconds. */
  p95: figure,
  /**
   * How far the difference is from chance, in standard deviations: of the errors or of the durations,
   * whichever is further. Positive is worse. Null where there are too few requests to tell.
   */
  sigmas: figure,
});

/** One operation of one version in one environment. @public */
export const operationFiguresSchema = redFiguresSchema.extend({
  operation: z.string(),
  version: z.string(),
  environment: z.string(),
  /** Part of the time that all requests of the service took in this environment, 0 to 1; of histograms. */
  timeShare: figure,
  /** Absent where no version before it on its line was live. */
  change: operationChangeSchema.optional(),
});

/** Those that changed most first, then those that take most of the time. @public */
export const operationsAnswerSchema = answerSchema(
  z.object({ operations: z.array(operationFiguresSchema) }),
);

/** @public */
export type OperationChange = z.infer<typeof operationChangeSchema>;
/** @public */
export type OperationFigures = z.infer<typeof operationFiguresSchema>;
