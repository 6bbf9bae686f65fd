import { CompactTrace, LogLine } from '@sextant/plugin-telemetry-common';
import { TraceModel } from './traceModel';

/**
 * Rows of a waterfall as numbers, because there may be 50,000 of them: a span's index, or `-1 - i`
 * for log line i.
 */
export type RowCode = number;

export function logOfRow(row: RowCode): number | undefined {
  return row < 0 ? -1 - row : undefined;
}

/** Spans in order without the insides of collapsed ones, log lines behind the span they fall into. */
export function waterfallRows(
  model: TraceModel,
  collapsed: ReadonlySet<number>,
  anchors: ReadonlyMap<number, readonly number[]>,
): RowCode[] {
  const rows: RowCode[] = [];
  const total = model.trace.spans.id.length;
  for (let span = 0; span < total; ) {
    rows.push(span);
    const closed = collapsed.has(span);
    const next = closed ? model.subtreeEnd[span] : span + 1;
    for (let inside = span; inside < next; inside += 1) {
      for (const log of anchors.get(inside) ?? []) {
        rows.push(-1 - log);
      }
    }
    span = next;
  }
  return rows;
}

/**
 * Behind which span each log line stands: inside the span that wrote it, behind the last of its
 * descendants that had begun by then. A line of an unknown span goes where its time falls.
 */
export function logAnchors(
  { trace, subtreeEnd }: TraceModel,
  lines: readonly LogLine[],
): Map<number, number[]> {
  const spanOf = new Map(trace.spans.id.map((id, index) => [id, index]));
  const children = childrenOf(trace);
  const anchors = new Map<number, number[]>();
  for (const [index, line] of lines.entries()) {
    const time = Number(
      BigInt(line.timeUnixNano) - BigInt(trace.startUnixNano),
    );
    const owner =
      line.spanId === undefined ? undefined : spanOf.get(line.spanId);
    let anchor = owner ?? 0;
    for (;;) {
      const child = lastStarted(
        children.get(anchor) ?? [],
        trace.spans.start,
        time,
      );
      if (child === undefined) {
        break;
      }
      const ended =
        trace.spans.start[child] + trace.spans.duration[child] < time;
      anchor = ended ? subtreeEnd[child] - 1 : child;
      if (ended) {
        break;
      }
    }
    const own = anchors.get(anchor);
    if (own) {
      own.push(index);
    } else {
      anchors.set(anchor, [index]);
    }
  }
  return anchors;
}

function childrenOf(trace: CompactTrace): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const [span, parent] of trace.spans.parent.entries()) {
    const siblings = children.get(parent);
    if (siblings) {
      siblings.push(span);
    } else {
      children.set(parent, [span]);
    }
  }
  return children;
}

/** Siblings come by start: the last one that had begun, by bisection. */
function lastStarted(
  siblings: readonly number[],
  start: readonly number[],
  time: number,
): number | undefined {
  let low = 0;
  let high = siblings.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (start[siblings[middle]] <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 ? siblings[low - 1] : undefined;
}
