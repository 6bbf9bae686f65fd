import { z } from 'zod';

const tag = z.object({
  key: z.string(),
  type: z.string().optional(),
  /** A 64-bit integer that a double cannot hold comes as text. */
  value: z.union([z.string(), z.number(), z.boolean()]).catch(''),
});

/** Names of fields are Jaeger's. */
export const v1SpanSchema = z.object({
  spanID: z.string(),
  operationName: z.string().catch(''),
  references: z
    .array(
      z.object({
        refType: z.string(),
        traceID: z.string(),
        spanID: z.string(),
      }),
    )
    .nullish(),
  /** Older servers write the parent here. */
  parentSpanID: z.string().optional(),
  /** Microseconds since the epoch. */
  startTime: z.number(),
  /** Microseconds. */
  duration: z.number().catch(0),
  tags: z.array(tag).nullish(),
  logs: z
    .array(z.object({ timestamp: z.number(), fields: z.array(tag).nullish() }))
    .nullish(),
  processID: z.string().optional(),
  process: z
    .object({ serviceName: z.string(), tags: z.array(tag).nullish() })
    .optional(),
  warnings: z.array(z.string()).nullish(),
});

export const v1TraceSchema = z.object({
  traceID: z.string(),
  spans: z.array(v1SpanSchema),
  processes: z
    .record(
      z.string(),
      z.object({ serviceName: z.string(), tags: z.array(tag).nullish() }),
    )
    .nullish(),
});

/** The envelope of v1; `total` is 0 also where `data` is full, and nothing found is null. */
export function v1Envelope<T extends z.ZodType>(data: T) {
  return z.object({ data: data.nullable() });
}

export const v1ErrorsSchema = z.object({
  errors: z.array(z.object({ msg: z.string() })).min(1),
});

/** v3's errors have another shape. */
export const v3ErrorSchema = z.object({
  error: z.object({ message: z.string() }),
});

export const dependenciesSchema = z.array(
  z.object({ parent: z.string(), child: z.string(), callCount: z.number() }),
);
