import {
  AttributeValue,
  SourceSpan,
  SpanResource,
} from '@sextant/plugin-telemetry-common';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

const attributes = z.record(
  z.string(),
  z.custom<AttributeValue>(isAttributeValue),
);

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

const storedTrace = z.array(storedSpan);

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
  readonly #resources: SpanResource[] = [];
  readonly #traces = new Map<string, Array<z.input<typeof storedSpan>>>();
  #spans = 0;

  get size(): number {
    return this.#spans;
  }

  addResource(resource: SpanResource): number {
    return this.#resources.push(resource) - 1;
  }

  add(traceId: string, resource: number, span: SourceSpan) {
    this.#spans += 1;
    const stored: z.input<typeof storedSpan> = [
      resource,
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

  encode(): Buffer {
    const block: z.input<typeof storedBlock> = {
      resources: this.#resources,
      traces: Object.fromEntries(this.#traces),
    };
    return deflateRawSync(JSON.stringify(block), { level: 1 });
  }
}

/** A stored block, opened; traces are read out of it one by one. */
export class SpanBlock {
  readonly #block: z.output<typeof storedBlock>;

  constructor(data: Buffer) {
    this.#block = storedBlock.parse(
      JSON.parse(inflateRawSync(data).toString('utf8')),
    );
  }

  /** The spans of a trace in this block; empty when there are none. */
  spansOf(traceId: string): SourceSpan[] {
    return storedTrace
      .parse(this.#block.traces[traceId] ?? [])
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
