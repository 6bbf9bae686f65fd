import { z } from 'zod';
import { answerSchema } from '@sextant/plugin-kit-common';
import { LOG_LEVELS } from './logs';

/** Lines that differ only in their values, most frequent first. @public */
export const logPatternsSchema = z.object({
  patterns: z.array(
    z.object({
      /** The line with a placeholder for each value that changes. */
      pattern: z.string(),
      level: z.enum(LOG_LEVELS),
      count: z.number(),
      /** Counts over the range, oldest first. */
      trend: z.array(z.number()),
    }),
  ),
});

/** @public */
export const logPatternsAnswerSchema = answerSchema(logPatternsSchema);
/** @public */
export type LogPatterns = z.infer<typeof logPatternsSchema>;
/** @public */
export type LogPatternsAnswer = z.infer<typeof logPatternsAnswerSchema>;
