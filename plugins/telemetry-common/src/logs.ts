import { z } from 'zod';
import { answerSchema } from '@sextant/plugin-kit-common';

/** Severities, most severe first. @public */
export const LOG_LEVELS = [
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'unknown',
] as const;
/** @public */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** @public */
export const logLineSchema = z.object({
  /** Unique in its source and increasing with arrival; a page or a tail goes on after it. */
  id: z.string(),
  /** Decimal nanoseconds since the epoch. */
  timeUnixNano: z.string(),
  level: z.enum(LOG_LEVELS),
  body: z.string(),
  /** Characters cut off the end of the body. */
  bodyCut: z.number().optional(),
  service: z.string(),
  version: z.string(),
  environment: z.string(),
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  attributes: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean()]),
  ),
});

/** @public */
export const logsSchema = z.object({
  items: z.array(logLineSchema),
  nextCursor: z.string().optional(),
  /** True when not everything that might match was looked at. */
  cut: z.boolean(),
  /** Milliseconds since the epoch; with `cut`: it was looked back to this time and no further. */
  completeToMs: z.number().optional(),
});

/** Lines per step by level, stacked in a chart. @public */
export const logVolumeSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  stepSeconds: z.number(),
  timesMs: z.array(z.number()),
  series: z.array(
    z.object({ level: z.enum(LOG_LEVELS), counts: z.array(z.number()) }),
  ),
});

/** @public */
export const logsAnswerSchema = answerSchema(logsSchema);
/** @public */
export const logVolumeAnswerSchema = answerSchema(logVolumeSchema);

/** What one server-sent event of a live tail carries. @public */
export const tailEventSchema = z.object({
  items: z.array(logLineSchema),
  /** Lines that came faster than they could be sent and were left out. */
  dropped: z.number(),
  /** What does not work at the moment, in one sentence. */
  problem: z.string().optional(),
});

/** @public */
export type LogLine = z.infer<typeof logLineSchema>;
/** @public */
export type Logs = z.infer<typeof logsSchema>;
/** @public */
export type LogVolume = z.infer<typeof logVolumeSchema>;
/** @public */
export type LogsAnswer = z.infer<typeof logsAnswerSchema>;
/** @public */
export type LogVolumeAnswer = z.infer<typeof logVolumeAnswerSchema>;
/** @public */
export type TailEvent = z.infer<typeof tailEventSchema>;
