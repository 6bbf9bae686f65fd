import { LOG_LEVELS, TRACE_ORDERS } from '@sextant/plugin-telemetry-common';
import { z } from 'zod';

const many = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform(value =>
    value === undefined
      ? undefined
      : [value].flat().flatMap(part =>
          part
            .split(',')
            .map(item => item.trim())
            .filter(Boolean),
        ),
  );

const limit = (fallback: number, max: number) =>
  z.coerce.number().int().min(1).max(max).default(fallback);

const seconds = z.coerce.number().min(0).max(86_400).optional();

/** What every panel of a service is asked with. */
export const scopeQuery = z.object({
  environment: z.string().max(200).optional(),
  version: many,
  from: z.string().max(40).default('now-1h'),
  to: z.string().max(40).default('now'),
});

export const metricsQuery = scopeQuery.extend({
  groupBy: z.enum(['version', 'route']).default('version'),
});

export const tracesQuery = scopeQuery.extend({
  operation: z.string().max(1024).optional(),
  status: z.string().max(10).optional(),
  minDuration: seconds,
  maxDuration: seconds,
  attribute: z
    .union([z.string(), z.array(z.string())])
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
  cursor: z.string().max(4000).optional(),
});

export const logsQuery = scopeQuery.extend({
  level: many.pipe(z.array(z.enum(LOG_LEVELS)).optional()),
  q: z.string().max(500).optional(),
  traceId: z
    .string()
    .regex(/^[0-9a-fA-F]{1,32}$/, 'allowed a trace id in hex')
    .optional(),
  limit: limit(100, 1000),
  cursor: z.string().max(4000).optional(),
  after: z.string().max(100).optional(),
});

export const fleetQuery = scopeQuery.pick({
  environment: true,
  from: true,
  to: true,
});

/** When a trace was, for sources that look it up by time. */
export const traceQuery = z.object({
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
});
