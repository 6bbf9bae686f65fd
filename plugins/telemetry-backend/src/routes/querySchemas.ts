import {
  isStorable,
  LOG_LEVELS,
  noControlCharacters,
  TRACE_ORDERS,
  splitList,
} from '@sextant/plugin-telemetry-common';
import { z } from 'zod';

const text = (max: number) =>
  z
    .string()
    .max(max, `allowed at most ${max} characters`)
    .refine(noControlCharacters, 'allowed text without control characters');

/** Text that may hold whatever telemetry holds. */
const content = (max: number) =>
  z
    .string()
    .max(max, `allowed at most ${max} characters`)
    .refine(isStorable, 'allowed text without NUL and halves of characters');

/** A parameter that may be repeated; what stands in one stays together, commas included. */
const many = (max: number) =>
  z
    .union([text(max), z.array(text(max)).max(50)])
    .optional()
    .transform(value =>
      value === undefined ? undefined : [value].flat().filter(Boolean),
    );

/** As {@link many}, several also in one, as `joinList` writes them. */
const commaSeparated = (max: number) =>
  many(max).transform(values => values?.flatMap(splitList));

const limit = (fallback: number, max: number) =>
  z.coerce
    .number()
    .int()
    .min(1, `allowed 1 to ${max}`)
    .max(max, `allowed 1 to ${max}`)
    .default(fallback);

const seconds = z.coerce
  .number()
  .min(0, 'allowed 0 to 86400')
  .max(86_400, 'allowed 0 to 86400')
  .optional();

const cursor = text(8_000).optional();

/** What every panel of a service is asked with. */
export const scopeQuery = z.object({
  environment: text(200).optional(),
  version: commaSeparated(2_000),
  from: text(40).default('now-1h'),
  to: text(40).default('now'),
});

export const metricsQuery = scopeQuery.extend({
  groupBy: z.enum(['version', 'route']).default('version'),
});

export const tracesQuery = scopeQuery.extend({
  operation: content(1024).optional(),
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
    .union([content(1_300), z.array(content(1_300)).max(10)])
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
  limit: limit(50, 500),
  cursor,
});

export const logsQuery = scopeQuery.extend({
  level: commaSeparated(200).pipe(
    z
      .array(z.enum(LOG_LEVELS, { error: `allowed ${LOG_LEVELS.join(', ')}` }))
      .optional(),
  ),
  q: content(500).optional(),
  traceId: z
    .string()
    .regex(/^[0-9a-fA-F]{1,32}$/, 'allowed a trace id in hex')
    .optional(),
  limit: limit(100, 1000),
  cursor,
  after: cursor,
});

export const fleetQuery = scopeQuery
  .pick({ environment: true, from: true, to: true })
  .extend({
    /** `versions` leaves out what changes from minute to minute: trends, the last minutes, alerts. */
    detail: z.enum(['all', 'versions']).default('all'),
  });

export const edgesQuery = scopeQuery.pick({
  environment: true,
  from: true,
  to: true,
});

/** When a trace was, for sources that look it up by time. */
export const traceQuery = z.object({
  from: text(40).optional(),
  to: text(40).optional(),
});
