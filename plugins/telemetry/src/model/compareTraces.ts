import { CompactTrace } from '@sextant/plugin-telemetry-common';
import { nameOf, resourceOf } from './traceModel';

/** What one operation of one service did in two traces; undefined where a trace has none of it. */
export interface ComparedOperation {
  key: string;
  service: string;
  operation: string;
  spans: readonly [number, number];
  /** Nanoseconds in which it worked itself: without its children. */
  selfNano: readonly [number | undefined, number | undefined];
  failed: readonly [number, number];
}

/**
 * Two traces beside each other, by service and operation: the one in which the first spent more than the
 * second stands first. Time is a span's own, so that it is counted once.
 */
export function compareTraces(
  one: CompactTrace,
  other: CompactTrace,
): ComparedOperation[] {
  const found = new Map<string, ComparedOperation>();
  for (const [at, trace] of [one, other].entries()) {
    const self = selfTimes(trace);
    for (const span of trace.spans.id.keys()) {
      const { service } = resourceOf(trace, span);
      const operation = nameOf(trace, span);
      const key = JSON.stringify([service, operation]);
      const row: ComparedOperation = found.get(key) ?? {
        key,
        service,
        operation,
        spans: [0, 0],
        selfNano: [undefined, undefined],
        failed: [0, 0],
      };
      const failed = Number(trace.spans.status[span] === 2);
      found.set(key, {
        ...row,
        spans: added(row.spans, at, 1),
        failed: added(row.failed, at, failed),
        selfNano:
          at === 0
            ? [(row.selfNano[0] ?? 0) + self[span], row.selfNano[1]]
            : [row.selfNano[0], (row.selfNano[1] ?? 0) + self[span]],
      });
    }
  }
  return [...found.values()].sort(
    (a, b) => Math.abs(differenceOf(b)) - Math.abs(differenceOf(a)),
  );
}

/** Nanoseconds that the first trace spent more than the second. */
export function differenceOf({ selfNano: [one, other] }: ComparedOperation) {
  return (one ?? 0) - (other ?? 0);
}

/** Of each span what its children do not cover; they may overlap, and outlive it. */
function selfTimes({ spans }: CompactTrace): number[] {
  const children = new Map<number, Array<[number, number]>>();
  for (const [span, parent] of spans.parent.entries()) {
    if (parent >= 0) {
      const own = children.get(parent) ?? [];
      children.set(parent, own);
      own.push([spans.start[span], spans.start[span] + spans.duration[span]]);
    }
  }
  return spans.id.map((_, span) => {
    const start = spans.start[span];
    const end = start + spans.duration[span];
    let covered = 0;
    let upTo = start;
    const own = (children.get(span) ?? []).sort((a, b) => a[0] - b[0]);
    for (const [from, to] of own) {
      const [first, last] = [Math.max(from, upTo), Math.min(to, end)];
      if (last > first) {
        covered += last - first;
        upTo = last;
      }
    }
    return end - start - covered;
  });
}

function added(
  [one, other]: readonly [number, number],
  at: number,
  count: number,
): readonly [number, number] {
  return at === 0 ? [one + count, other] : [one, other + count];
}
