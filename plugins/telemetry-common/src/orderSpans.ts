import type { SourceSpan } from './sourceSpan';

/** Spans in the order a waterfall shows them. @public */
export interface OrderedSpans {
  /** Depth-first, siblings by start; each repeated span once. */
  spans: SourceSpan[];
  /** Index of the parent in `spans`, -1 for a root. */
  parent: number[];
  depth: number[];
  /** Spans whose parent is not in the trace; they are shown as roots. */
  orphans: number;
  /** Spans that came more than once. */
  duplicates: number;
  /** Spans that start before their parent: clocks differ. */
  skewed: number;
}

interface Node {
  span: SourceSpan;
  children: Node[];
  hasParent: boolean;
  isPlaced: boolean;
}

/** Spans of one id: Zipkin's clients and servers share it, and so do a service's server and its sidecar's. */
interface Shared {
  /** By service. */
  servers: Map<string, Node>;
  others: Map<string, Node>;
}

const SERVER = 2;

/**
 * Orders spans for the waterfall in O(n log n), without recursion: traces may be 50,000 levels deep.
 *
 * A span that comes again from the same side of a call and service counts once. A client and a server with one id
 * are two spans, the server inside the client. A span whose parent is missing, or is its own descendant,
 * becomes a root.
 *
 * @public
 */
export function orderSpans(input: readonly SourceSpan[]): OrderedSpans {
  const byId = new Map<string, Shared>();
  const nodes: Node[] = [];
  for (const span of input) {
    const shared = byId.get(span.spanId) ?? {
      servers: new Map<string, Node>(),
      others: new Map<string, Node>(),
    };
    const side = span.kind === SERVER ? shared.servers : shared.others;
    if (!side.has(span.resource.service)) {
      const node = { span, children: [], hasParent: false, isPlaced: false };
      side.set(span.resource.service, node);
      nodes.push(node);
      byId.set(span.spanId, shared);
    }
  }
  let orphans = 0;
  for (const node of nodes) {
    const parent = parentOf(node, byId);
    if (parent) {
      parent.children.push(node);
      node.hasParent = true;
    } else {
      const { parentSpanId, spanId } = node.span;
      orphans += parentSpanId && parentSpanId !== spanId ? 1 : 0;
    }
  }
  const ordered: OrderedSpans = {
    spans: [],
    parent: [],
    depth: [],
    orphans,
    duplicates: input.length - nodes.length,
    skewed: 0,
  };
  appendTrees(
    ordered,
    nodes.filter(({ hasParent }) => !hasParent),
  );
  // What is left hangs together in circles: the earliest of each is its root.
  for (const node of nodes
    .filter(({ isPlaced }) => !isPlaced)
    .sort(latestFirst)
    .reverse()) {
    if (!node.isPlaced) {
      ordered.orphans += 1;
      appendTrees(ordered, [node]);
    }
  }
  return ordered;
}

function parentOf(node: Node, byId: Map<string, Shared>): Node | undefined {
  const { spanId, parentSpanId, kind, resource } = node.span;
  const caller =
    kind === SERVER ? firstOf(byId.get(spanId)?.others) : undefined;
  if (caller) {
    return caller;
  }
  if (!parentSpanId || parentSpanId === spanId) {
    return undefined;
  }
  const { servers, others } = byId.get(parentSpanId) ?? {};
  return (
    others?.get(resource.service) ??
    servers?.get(resource.service) ??
    firstOf(servers) ??
    firstOf(others)
  );
}

function firstOf(nodes: ReadonlyMap<string, Node> | undefined) {
  const [first] = nodes?.values() ?? [];
  return first;
}

function appendTrees(ordered: OrderedSpans, roots: Node[]) {
  const stack = [...roots]
    .sort(latestFirst)
    .map(node => ({ node, parent: -1, depth: 0 }));
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, parent, depth } = next;
    if (node.isPlaced) {
      continue;
    }
    node.isPlaced = true;
    const index = ordered.spans.push(node.span) - 1;
    ordered.parent.push(parent);
    ordered.depth.push(depth);
    if (
      parent >= 0 &&
      node.span.startUnixNano < ordered.spans[parent].startUnixNano
    ) {
      ordered.skewed += 1;
    }
    for (const child of node.children.sort(latestFirst)) {
      stack.push({ node: child, parent: index, depth: depth + 1 });
    }
  }
}

function latestFirst({ span: a }: Node, { span: b }: Node): number {
  if (a.startUnixNano === b.startUnixNano) {
    return a.spanId < b.spanId ? 1 : -1;
  }
  return a.startUnixNano < b.startUnixNano ? 1 : -1;
}
