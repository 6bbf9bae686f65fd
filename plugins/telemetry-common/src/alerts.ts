import { z } from 'zod';
import { answerSchema } from '@sextant/plugin-kit-common';

/** An alert of a service that fires, or is about to. @public */
export const alertSchema = z.object({
  name: z.string(),
  state: z.enum(['firing', 'pending']),
  severity: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  /** RFC 3339. */
  activeSince: z.string(),
  value: z.number().nullable(),
  version: z.string().optional(),
  environment: z.string().optional(),
  labels: z.record(z.string(), z.string()),
});

/** A rule that the catalog asks to be shown, with its values now. @public */
export const serviceRuleSchema = z.object({
  expression: z.string(),
  dimension: z.string().optional(),
  values: z.array(z.object({ key: z.string(), value: z.number().nullable() })),
  /** Why it has no values, when the source refused it. */
  problem: z.string().optional(),
});

/** @public */
export const alertsSchema = z.object({
  alerts: z.array(alertSchema),
  rules: z.array(serviceRuleSchema),
});
/** @public */
export const alertsAnswerSchema = answerSchema(alertsSchema);

/** @public */
export type Alert = z.infer<typeof alertSchema>;
/** @public */
export type ServiceRule = z.infer<typeof serviceRuleSchema>;
/** @public */
export type Alerts = z.infer<typeof alertsSchema>;
/** @public */
export type AlertsAnswer = z.infer<typeof alertsAnswerSchema>;
