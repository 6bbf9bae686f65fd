import type { CompactTrace } from './compactTrace';
import { criticalPath } from './criticalPath';
import { orderSpans } from './orderSpans';
import type { SourceTrace, SpanResource } from './sourceSpan';
import type { Attributes, AttributeValue } from './statusOf';

class Dictionary {
  readonly values: AttributeValue[] = [];
  readonly #index = new Map<AttributeValue, number>();

  indexOf(value: AttributeValue): number {
    const known = this.#index.get(value);
    if (known !== undefined) {
      return known;
    }
    const index = this.values.push(value) - 1;
    this.#index.set(value, index);
    return index;
  }

  pairs(attributes: Attributes): number[] {
    const pairs: number[] = [];
    for (const [key, value] of Object.entries(attributes)) {
      pairs.push(this.indexOf(key), this.indexOf(value));
    }
    return pairs;
  }
}

class ResourceTable {
  readonly rows: CompactTrace['resources'] = [];
  readonly #byIdentity = new Map<SpanResource, number>();
  readonly #byContent = new Map<string, number>();

  constructor(private readonly dictionary: Dictionary) {}

  indexOf(resource: SpanResource): number {
    const known = this.#byIdentity.get(resource);
    if (known !== undefined) {
      return known;
    }
    const content = JSON.stringify(resource);
    const same = this.#byContent.get(content);
    const index =
      same ??
      this.rows.push({
        service: resource.service,
        version: resource.version,
        environment: resource.environment,
        instance: resource.instance,
        attributes: this.dictionary.pairs(resource.attributes),
      }) - 1;
    this.#byIdentity.set(resource, index);
    this.#byContent.set(content, index);
    return index;
  }
}

/** Puts a trace of any source into waterfall order and its compact form. @public */
export function encodeTrace(trace: SourceTrace): CompactTrace {
  const { spans, parent, depth, orphans, duplicates, skewed } = orderSpans(
    trace.spans,
  );
  const origin = spans.reduce(
    (earliest, span) =>
      span.startUnixNano < earliest ? span.startUnixNano : earliest,
    spans[0]?.startUnixNano ?? 0n,
  );
  const offset = (time: bigint) => Number(time - origin);
  const dictionary = new Dictionary();
  const resources = new ResourceTable(dictionary);
  const columns: CompactTrace['spans'] = {
    id: [],
    parent,
    depth,
    resource: [],
    name: [],
    kind: [],
    start: [],
    duration: [],
    status: [],
    attributes: [],
    attributeOffset: [0],
  };
  const messages: CompactTrace['messages'] = [];
  const events: CompactTrace['events'] = [];
  const links: CompactTrace['links'] = [];
  let end = 0;
  for (const [index, span] of spans.entries()) {
    const start = offset(span.startUnixNano);
    const duration = Math.max(0, offset(span.endUnixNano) - start);
    end = Math.max(end, start + duration);
    columns.id.push(span.spanId);
    columns.resource.push(resources.indexOf(span.resource));
    columns.name.push(dictionary.indexOf(span.name));
    columns.kind.push(span.kind);
    columns.start.push(start);
    columns.duration.push(duration);
    columns.status.push(span.status);
    for (const pair of dictionary.pairs(span.attributes)) {
      columns.attributes.push(pair);
    }
    columns.attributeOffset.push(columns.attributes.length);
    if (span.statusMessage) {
      messages.push([index, dictionary.indexOf(span.statusMessage)]);
    }
    for (const event of span.events) {
      events.push({
        span: index,
        time: offset(event.timeUnixNano),
        name: event.name,
        attributes: dictionary.pairs(event.attributes),
      });
    }
    for (const link of span.links) {
      links.push({
        span: index,
        traceId: link.traceId,
        spanId: link.spanId,
        attributes: dictionary.pairs(link.attributes),
      });
    }
  }
  return {
    traceId: trace.traceId,
    startUnixNano: origin.toString(),
    durationNano: end,
    resources: resources.rows,
    values: dictionary.values,
    spans: columns,
    messages,
    events,
    links,
    criticalPath: criticalPath(columns),
    orphans,
    duplicates,
    skewed,
  };
}
