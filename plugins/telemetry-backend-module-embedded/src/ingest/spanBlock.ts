import {
  Attributes,
  AttributeValue,
  SourceSpan,
  SpanResource,
} from '@sextant/plugin-telemetry-common';
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

const deflate = promisify<string, { level: number }, Buffer>(deflateRaw);

/** A value that cannot be read costs itself, not what stands beside it. */
const attributes = z.unknown().transform(held => {
  // Without a prototype: `__proto__` is a key like any other.
  const read: Attributes = Object.create(null);
  for (const [key, value] of Object.entries(held ?? {})) {
    if (isAttributeValue(value)) {
      read[key] = value;
    }
  }
  return read;
});

const storedResource = z.object({
  service: z.string(),
  version: z.string().optional(),
  environment: z.string().optional(),
  instance: z.string().optional(),
  attributes,
});

const storedSpan = z.tuple([
  z.number(),
  z.string(),
  z.string(),
  z.string(),
  z.number(),
  z.string(),
  z.string(),
  z.number(),
  z.string(),
  z.string(),
  attributes,
  z.array(z.tuple([z.string(), z.string(), attributes])),
  z.array(z.tuple([z.string(), z.string(), attributes])),
]);

/** Only the frame is checked on reading; spans are when their trace is asked for. */
const storedBlock = z.object({
  resources: z.array(storedResource),
  traces: z.record(z.string(), z.unknown()),
});

/**
 * Spans as they are stored: those of one export request together, by trace, deflated. A service sends
 * one to three spans of a trace at a time, and compressing those alone cost more time than all else
 * and three times the space; level 1 costs a third of the default and gives away a tenth.
 */
export class SpanBlockWriter {
  readonly #resources = new Map<SpanResource, number>();
  readonly #traces = new Map<string, Array<z.input<typeof storedSpan>>>();
  #spans = 0;

  get size(): number {
    return this.#spans;
  }

  add(traceId: string, resource: SpanResource, span: SourceSpan) {
    this.#spans += 1;
    const index = this.#resources.get(resource) ?? this.#resources.size;
    this.#resources.set(resource, index);
    const stored: z.input<typeof storedSpan> = [
      index,
      span.spanId,
      span.parentSpanId ?? '',
      span.name,
      span.kind,
      span.startUnixNano.toString(),
      span.endUnixNano.toString(),
      span.status,
      span.statusMessage ?? '',
      span.scope ?? '',
      span.attributes,
      span.events.map(event => [
        event.name,
        event.timeUnixNano.toString(),
        event.attributes,
      ]),
      span.links.map(link => [link.traceId, link.spanId, link.attributes]),
    ];
    const trace = this.#traces.get(traceId);
    if (trace) {
      trace.push(stored);
    } else {
      this.#traces.set(traceId, [stored]);
    }
  }

  /** The spans as text at once, deflated beside the event loop. */
  encode(): Promise<Buffer> {
    const block: z.input<typeof storedBlock> = {
      resources: [...this.#resources.keys()],
      traces: Object.fromEntries(this.#traces),
    };
    return deflate(JSON.stringify(block), { level: 1 });
  }
}

/** A stored block, opened; traces are read out of it one by one. */
export class SpanBlock {
  readonly #block: z.output<typeof storedBlock>;

  private constructor(block: z.output<typeof storedBlock>) {
    this.#block = block;
  }

  /** Undefined for what is no block: it costs itself, not the question. */
  static open(data: unknown): SpanBlock | undefined {
    if (!(data instanceof Uint8Array)) {
      return undefined;
    }
    try {
      return new SpanBlock(
        storedBlock.parse(JSON.parse(inflateRawSync(data).toString('utf8'))),
      );
    } catch {
      return undefined;
    }
  }

  /** The spans of a trace in this block; one that cannot be read costs itself. */
  spansOf(traceId: string): SourceSpan[] {
    const stored = this.#block.traces[traceId];
    return (Array.isArray(stored) ? stored : [])
      .map(span => storedSpan.safeParse(span).data)
      .filter(span => span !== undefined)
      .map(
        ([
          resource,
          spanId,
          parentSpanId,
          name,
          kind,
          start,
          end,
          status,
          statusMessage,
          scope,
          spanAttributes,
          events,
          links,
        ]) => ({
          spanId,
          parentSpanId: parentSpanId || undefined,
          name,
          kind,
          startUnixNano: BigInt(start),
          endUnixNano: BigInt(end),
          status,
          statusMessage: statusMessage || undefined,
          scope: scope || undefined,
          resource: this.#block.resources[resource],
          attributes: spanAttributes,
          events: events.map(([eventName, time, eventAttributes]) => ({
            name: eventName,
            timeUnixNano: BigInt(time),
            attributes: eventAttributes,
          })),
          links: links.map(([linkedTrace, linkedSpan, linkAttributes]) => ({
            traceId: linkedTrace,
            spanId: linkedSpan,
            attributes: linkAttributes,
          })),
        }),
      );
  }
}

function isAttributeValue(value: unknown): value is AttributeValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
