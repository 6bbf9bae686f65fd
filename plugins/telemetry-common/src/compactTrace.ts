import { z } from 'zod';

const integers = z.array(z.number());
const attributeValue = z.union([z.string(), z.number(), z.boolean()]);

/**
 * A whole trace as it travels to the browser: columns in waterfall order and one dictionary of
 * values, because names and attribute values repeat. 50,000 spans take a few megabytes before
 * compression where span objects take tens.
 *
 * All times are nanoseconds since `startUnixNano`, exact up to 104 days.
 *
 * @public
 */
export const compactTraceSchema = z.object({
  traceId: z.string(),
  /** Decimal nanoseconds since the epoch. */
  startUnixNano: z.string(),
  durationNano: z.number(),
  resources: z.array(
    z.object({
      service: z.string(),
      version: z.string().optional(),
      environment: z.string().optional(),
      instance: z.string().optional(),
      /** Pairs of indices into `values`: key, value. */
      attributes: integers,
    }),
  ),
  values: z.array(attributeValue),
  spans: z.object({
    id: z.array(z.string()),
    /** Index of the parent, -1 for a root. */
    parent: integers,
    depth: integers,
    /** Index into `resources`. */
    resource: integers,
    /** Index into `values`. */
    name: integers,
    kind: integers,
    start: integers,
    duration: integers,
    status: integers,
    /** Pairs of indices into `values`; those of span i stand from offset[i] to offset[i + 1]. */
    attributes: integers,
    attributeOffset: integers,
  }),
  /** Status messages: span, index into `values`. */
  messages: z.array(z.tuple([z.number(), z.number()])),
  events: z.array(
    z.object({
      span: z.number(),
      time: z.number(),
      name: z.string(),
      attributes: integers,
    }),
  ),
  links: z.array(
    z.object({
      span: z.number(),
      traceId: z.string(),
      spanId: z.string(),
      attributes: integers,
    }),
  ),
  criticalPath: z.array(
    z.object({ span: z.number(), from: z.number(), to: z.number() }),
  ),
  orphans: z.number(),
  duplicates: z.number(),
  skewed: z.number(),
});

/** @public */
export type CompactTrace = z.infer<typeof compactTraceSchema>;

/** Attributes from pairs of dictionary indices. @public */
export function attributesAt(
  trace: Pick<CompactTrace, 'values'>,
  pairs: readonly number[],
): Array<[string, string | number | boolean]> {
  const found: Array<[string, string | number | boolean]> = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    found.push([String(trace.values[pairs[i]]), trace.values[pairs[i + 1]]]);
  }
  return found;
}

/** The attribute pairs of one span. @public */
export function spanPairs(trace: CompactTrace, span: number): number[] {
  const { attributes, attributeOffset } = trace.spans;
  return attributes.slice(attributeOffset[span], attributeOffset[span + 1]);
}
