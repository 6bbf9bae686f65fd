import { z } from 'zod';

const labels = z.record(z.string(), z.string());

/** What a line carries beside its stream's labels, when asked to tell them apart. */
const extras = z.object({
  structuredMetadata: labels.optional(),
  parsed: labels.optional(),
});

export const streamSchema = z.object({
  stream: labels,
  /** Decimal nanoseconds, line, and what is categorised. */
  values: z.array(
    z.union([
      z.tuple([z.string(), z.string(), extras]),
      z.tuple([z.string(), z.string()]),
    ]),
  ),
});

/** A live tail's frame. */
export const tailFrameSchema = z.object({
  streams: z.array(streamSchema).nullish(),
  dropped_entries: z.array(z.unknown()).nullish(),
});

export const queryResultSchema = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('streams'),
      result: z.array(streamSchema),
    }),
    z.object({
      resultType: z.literal('matrix'),
      result: z.array(
        z.object({
          metric: labels,
          values: z.array(z.tuple([z.number(), z.string()])),
        }),
      ),
    }),
    z.object({
      resultType: z.literal('vector'),
      result: z.array(
        z.object({ metric: labels, value: z.tuple([z.number(), z.string()]) }),
      ),
    }),
    z.object({
      resultType: z.literal('scalar'),
      result: z.tuple([z.number(), z.string()]),
    }),
  ]),
});

/** Answers with nothing to tell have no `data`. */
export const namesSchema = z.object({
  status: z.literal('success'),
  data: z.array(z.string()).nullish(),
});

export const patternsSchema = z.object({
  status: z.literal('success'),
  data: z
    .array(
      z.object({
        pattern: z.string(),
        level: z.string().optional(),
        /** Seconds since the epoch, count. */
        samples: z.array(z.tuple([z.number(), z.number()])),
      }),
    )
    .nullish(),
});

const limits = z.object({
  max_entries_limit_per_query: z.number().optional(),
});

/** What a tenant may ask, where Loki tells. */
export const drilldownLimitsSchema = z.union([
  z.object({
    limits,
    pattern_ingester_enabled: z.boolean().optional(),
  }),
  limits.transform(own => ({
    limits: own,
    pattern_ingester_enabled: undefined,
  })),
]);

/** A line with its stream. */
export interface LokiLine {
  timeUnixNano: string;
  line: string;
  stream: Record<string, string>;
  metadata: Record<string, string>;
}

/** The lines of streams, in no order. */
export function linesOf(
  streams: ReadonlyArray<z.output<typeof streamSchema>>,
): LokiLine[] {
  return streams.flatMap(({ stream, values }) =>
    values.map(([timeUnixNano, line, more]) => ({
      timeUnixNano,
      line,
      stream,
      metadata: { ...more?.parsed, ...more?.structuredMetadata },
    })),
  );
}
