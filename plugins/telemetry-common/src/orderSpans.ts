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

/**
 * Orders spans for the waterfall in O(n log n), without recursion: traces may be 50,000 levels deep.
 *
 * A repeated span id of the same service counts once. A span whose parent is missing, or is its own
 * descendant, becomes a root.
 *
 * @public
 */
export function orderSpans(input: readonly SourceSpan[]): OrderedSpans {
  const unique = new Map<string, SourceSpan>();
  for (const span of input) {
    const known = unique.get(span.spanId);
    if (!known || (known.kind === 3 && span.kind === 2)) {
      unique.set(span.spanId, span);
    }
  }
  const children = new Map<string, SourceSpan[]>();
  const roots: SourceSpan[] = [];
  let orphans = 0;
  for (const span of unique.values()) {
    if (
      span.parentSpanId &&
      unique.has(span.parentSpanId) &&
      span.parentSpanId !== span.spanId
    ) {
      const siblings = children.get(span.parentSpanId);
      if (siblings) {
        siblings.push(span);
      } else {
        children.set(span.parentSpanId, [span]);
      }
    } else {
      orphans += span.parentSpanId ? 1 : 0;
      roots.push(span);
    }
  }
  const ordered: OrderedSpans = {
    spans: [],
    parent: [],
    depth: [],
    orphans,
    duplicates: input.length - unique.size,
    skewed: 0,
  };
  appendTrees(ordered, roots, children);
  if (ordered.spans.length < unique.size) {
    appendCycles(ordered, unique, children);
  }
  return ordered;
}

function appendTrees(
  ordered: OrderedSpans,
  roots: SourceSpan[],
  children: Map<string, SourceSpan[]>,
) {
  const seen = new Set(ordered.spans.map(span => span.spanId));
  const stack = [...roots]
    .sort(latestFirst)
    .map(span => ({ span, parent: -1, depth: 0 }));
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { span, parent, depth } = next;
    if (seen.has(span.spanId)) {
      continue;
    }
    seen.add(span.spanId);
    const index = ordered.spans.length;
    ordered.spans.push(span);
    ordered.parent.push(parent);
    ordered.depth.push(depth);
    if (
      parent >= 0 &&
      span.startUnixNano < ordered.spans[parent].startUnixNano
    ) {
      ordered.skewed += 1;
    }
    for (const child of (children.get(span.spanId) ?? []).sort(latestFirst)) {
      stack.push({ span: child, parent: index, depth: depth + 1 });
    }
  }
}

function appendCycles(
  ordered: OrderedSpans,
  unique: Map<string, SourceSpan>,
  children: Map<string, SourceSpan[]>,
) {
  const seen = new Set(ordered.spans.map(span => span.spanId));
  for (const span of unique.values()) {
    if (!seen.has(span.spanId)) {
      ordered.orphans += 1;
      appendTrees(ordered, [span], children);
      for (const added of ordered.spans.slice(seen.size)) {
        seen.add(added.spanId);
      }
    }
  }
}

function latestFirst(a: SourceSpan, b: SourceSpan): number {
  if (a.startUnixNano === b.startUnixNano) {
    return a.spanId < b.spanId ? 1 : -1;
  }
  return a.startUnixNano < b.startUnixNano ? 1 : -1;
}
