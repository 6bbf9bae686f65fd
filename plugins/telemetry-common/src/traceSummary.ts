import { z } from 'zod';
import { answerSchema } from '@sextant/plugin-kit-common';
import { compactTraceSchema } from './compactTrace';

/** One line of a list of traces: the request that this service answered, and the trace around it. @public */
export const traceSummarySchema = z.object({
  traceId: z.string(),
  /** The service's own entry span. */
  spanId: z.string(),
  service: z.string(),
  version: z.string(),
  environment: z.string(),
  operation: z.string(),
  /** Milliseconds since the epoch, with fractions. */
  startMs: z.number(),
  /** Of the service's entry span. */
  durationSeconds: z.number(),
  error: z.boolean(),
  httpStatus: z.number().nullable(),
  /** Of the whole trace, as far as it has arrived. */
  traceDurationSeconds: z.number(),
  rootService: z.string().nullable(),
  rootOperation: z.string().nullable(),
  spanCount: z.number(),
  errorCount: z.number(),
  serviceCount: z.number(),
});

/** @public */
export const tracesSchema = z.object({
  items: z.array(traceSummarySchema),
  /** Operations of the service in the range, for the filter. */
  operations: z.array(z.string()),
  nextCursor: z.string().optional(),
  /** True when not everything that might match was looked at. */
  cut: z.boolean(),
  /** Milliseconds since the epoch; with `cut`: it was looked back to this time and no further. */
  completeToMs: z.number().optional(),
});

/** @public */
export const tracesAnswerSchema = answerSchema(tracesSchema);
/** @public */
export const traceAnswerSchema = answerSchema(compactTraceSchema);

/** @public */
export type TraceSummary = z.infer<typeof traceSummarySchema>;
/** @public */
export type Traces = z.infer<typeof tracesSchema>;
/** @public */
export type TracesAnswer = z.infer<typeof tracesAnswerSchema>;
/** @public */
export type TraceAnswer = z.infer<typeof traceAnswerSchema>;

/** The orders a list of traces comes in. @public */
export const TRACE_ORDERS = ['newest', 'slowest', 'notable'] as const;
/** `notable`: failed and slow ones first, then a sample of the rest. @public */
export type TraceOrder = (typeof TRACE_ORDERS)[number];
