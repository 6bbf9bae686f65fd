import {
  choiceInput,
  contentInput,
  cursorInput,
  limitInput,
  listInput,
  scopeInput,
  textInput,
} from '@sextant/plugin-kit-common';
import { z } from 'zod';
import { LOG_LEVELS } from './logs';
import { TRACE_ORDERS } from './traceSummary';

const seconds = z.coerce
  .number()
  .min(0, 'allowed 0 to 86400')
  .max(86_400, 'allowed 0 to 86400')
  .optional();

/** What figures are asked with: a scope, and one operation of the service where it is narrowed to one. @public */
export const figuresQuery = scopeInput.extend({
  operation: contentInput(1024).optional(),
});

/** @public */
export const metricsQuery = figuresQuery.extend({
  groupBy: z.enum(['version', 'route']).default('version'),
});

/** What traces are looked for. @public */
export const tracesQuery = figuresQuery.extend({
  status: z
    .string()
    .regex(
      /^(error|ok|[1-5]xx|[1-5]\d\d)?$/,
      'allowed error, ok, an HTTP status such as 503, or a class such as 5xx',
    )
    .optional(),
  minDuration: seconds,
  maxDuration: seconds,
  attribute: z
    .union([contentInput(1_300), z.array(contentInput(1_300)).max(10)])
    .optional()
    .transform((value, context) =>
      [value ?? []].flat().map(pair => {
        const [, key, held] = /^([^=]{1,200})=(.{0,1000})$/s.exec(pair) ?? [];
        if (key === undefined) {
          context.addIssue({ code: 'custom', message: 'allowed key=value' });
        }
        return { key: key ?? '', value: held ?? '' };
      }),
    ),
  order: z.enum(TRACE_ORDERS).default('newest'),
  limit: limitInput(50, 500),
  cursor: cursorInput,
});

/** What traces are looked for over all services, or of one by its telemetry name. @public */
export const allTracesQuery = tracesQuery.extend({
  service: contentInput(200).optional(),
  /** With the requests that the portal itself answers, which else are left out where no service is chosen. */
  own: choiceInput(['true', 'false']),
});

/** What log lines are looked for. @public */
export const logsQuery = scopeInput.extend({
  level: listInput(200).pipe(
    z
      .array(z.enum(LOG_LEVELS, { error: `allowed ${LOG_LEVELS.join(', ')}` }))
      .optional(),
  ),
  q: contentInput(500).optional(),
  traceId: z
    .string()
    .regex(/^[0-9a-fA-F]{1,32}$/, 'allowed a trace id in hex')
    .optional(),
  limit: limitInput(100, 1000),
  cursor: cursorInput,
  after: cursorInput,
});

/** Where and when, of all services. @public */
export const everywhereQuery = scopeInput.pick({
  environment: true,
  from: true,
  to: true,
});

/** @public */
export const fleetQuery = everywhereQuery.extend({
  /** `versions` leaves out what changes from minute to minute: trends, the last minutes, alerts. */
  detail: z.enum(['all', 'versions']).default('all'),
});

/** One trace, in any case and without leading zeros. @public */
export const traceParams = z.object({
  traceId: z
    .string()
    .regex(/^[0-9a-fA-F]{1,32}$/, 'allowed 1 to 32 hex digits'),
});

/** When a trace was, for sources that look it up by time. @public */
export const traceQuery = z.object({
  from: textInput(40).optional(),
  to: textInput(40).optional(),
});

/** @public */
export type TracesQuery = z.output<typeof tracesQuery>;
/** @public */
export type LogsQuery = z.output<typeof logsQuery>;
