/** What the critical path needs to know of a trace: columns in waterfall order. @public */
export interface SpanColumns {
  parent: readonly number[];
  kind: readonly number[];
  /** Nanoseconds since the trace's start. */
  start: readonly number[];
  /** Nanoseconds. */
  duration: readonly number[];
}

/** A stretch of time in which one span alone decides how long the trace takes. @public */
export interface CriticalSegment {
  span: number;
  /** Nanoseconds since the trace's start. */
  from: number;
  to: number;
}

const PRODUCER = 4;
const CONSUMER = 5;

/**
 * The chain of spans that a trace's duration depends on, from its longest root.
 *
 * Walks back from the end of a span: the child that ended last before that moment was waited for;
 * time not covered by such a child is the span's own. Producer and consumer spans are not waited
 * for. The rule is the one Jaeger documents for its own view (ADR-0002).
 *
 * @returns Segments in order of time; they do not overlap.
 * @public
 */
export function criticalPath(columns: SpanColumns): CriticalSegment[] {
  const { start, duration, kind, parent } = columns;
  const root = longestRoot(columns);
  if (root === undefined) {
    return [];
  }
  const children = blockingChildren(parent, kind);
  const segments: CriticalSegment[] = [];
  const emit = (span: number, from: number, to: number) => {
    if (to > from) {
      segments.push({ span, from, to });
    }
  };
  const open = (span: number, lower: number, upper: number) => {
    const end = Math.min(upper, start[span] + duration[span]);
    return {
      span,
      lower: Math.max(lower, start[span]),
      /** Children that end later are cut here: work that outlives its span is not waited for. */
      end,
      cursor: end,
      queue: (children.get(span) ?? []).sort(
        (a, b) => start[a] + duration[a] - (start[b] + duration[b]),
      ),
    };
  };
  const stack = [open(root, -Infinity, Infinity)];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const child = top.queue.pop();
    if (child === undefined) {
      emit(top.span, top.lower, top.cursor);
      continue;
    }
    stack.push(top);
    const childStart = Math.max(start[child], top.lower);
    const childEnd = Math.min(start[child] + duration[child], top.end);
    if (childEnd <= top.cursor && childStart < childEnd) {
      emit(top.span, childEnd, top.cursor);
      top.cursor = childStart;
      stack.push(open(child, childStart, childEnd));
    }
  }
  return segments.sort((a, b) => a.from - b.from);
}

function longestRoot({ parent, duration }: SpanColumns): number | undefined {
  let best: number | undefined;
  for (const [index, up] of parent.entries()) {
    if (up < 0 && (best === undefined || duration[index] > duration[best])) {
      best = index;
    }
  }
  return best;
}

function blockingChildren(
  parent: readonly number[],
  kind: readonly number[],
): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const [index, up] of parent.entries()) {
    if (up < 0 || kind[index] === PRODUCER || kind[index] === CONSUMER) {
      continue;
    }
    const siblings = children.get(up);
    if (siblings) {
      siblings.push(index);
    } else {
      children.set(up, [index]);
    }
  }
  return children;
}
