import {
  DependencyEdge,
  dependencyEdgeSchema,
  SourceTrace,
  TimeRange,
  TraceOrder,
  TraceSummary,
  Traces,
  tracesSchema,
} from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  SharedReads,
  TraceQuery,
  TraceSource,
} from '@sextant/plugin-telemetry-node';
import { z } from 'zod';
import { merge, Merged } from './Merged';
import { groupBy, sum, weighted } from './mergeFigures';
import { after, cursorFrom, readCursor } from './timeCursor';
import { SourceGroup, textOf } from './SourceGroup';

/** The page asks for a trace and for its log lines: the trace is read once for both. */
const KEEP_MS = 3_000;
const KEEP_SPANS = 100_000;

interface DependencyQuestion {
  environment?: string;
  range: TimeRange;
}

/** Traces of all sources as one. */
export class MergedTraces {
  readonly #reads = new SharedReads<Merged<SourceTrace> | undefined>({
    keepMs: KEEP_MS,
    maxSize: KEEP_SPANS,
    sizeOf: found => found?.data.spans.length ?? 1,
  });

  readonly #search;
  readonly #dependencies;

  constructor(readonly group: SourceGroup<TraceSource>) {
    this.#search = group.question({
      name: 'search',
      schema: tracesSchema,
      ask: (source, query: TraceQuery, options) =>
        source.search(query, options),
    });
    this.#dependencies = group.question({
      name: 'dependencies',
      schema: z.array(dependencyEdgeSchema),
      ask: (source, question: DependencyQuestion, options) =>
        source.dependencies(question, options),
    });
  }

  async search(
    query: TraceQuery,
    options?: AskOptions,
  ): Promise<Merged<Traces>> {
    const several = this.group.for(query.environment).length > 1;
    const cursor = several ? readCursor(query.cursor) : undefined;
    const answers = await this.#search(
      several ? after(query, cursor) : query,
      options,
    );
    return merge(answers, parts =>
      several ? joinPages(parts, query, cursor?.seen ?? []) : parts[0],
    );
  }

  /** The spans of a trace from every source that has some; undefined when none does. */
  async trace(
    traceId: string,
    { signal, range }: AskOptions & { range?: TimeRange } = {},
  ): Promise<Merged<SourceTrace> | undefined> {
    return this.#reads.read(
      traceId,
      asked => this.#readTrace(traceId, range, asked),
      signal,
    );
  }

  async dependencies(
    question: DependencyQuestion,
    options?: AskOptions,
  ): Promise<Merged<DependencyEdge[]>> {
    const answers = await this.#dependencies(question, options);
    return merge(answers, parts =>
      groupBy(parts.flat(), edge =>
        [edge.caller, edge.callerVersion, edge.callee, edge.calleeVersion].join(
          '\n',
        ),
      ).map(edges => ({
        ...edges[0],
        requests: sum(edges.map(edge => edge.requests)),
        rate: sum(edges.map(edge => edge.rate)),
        errorRatio: weighted(edges, edge => edge.errorRatio),
      })),
    );
  }

  async #readTrace(
    traceId: string,
    range: TimeRange | undefined,
    signal: AbortSignal,
  ): Promise<Merged<SourceTrace> | undefined> {
    const settled = await Promise.allSettled(
      this.group
        .for(undefined)
        .map(source => source.trace(traceId, { signal, range })),
    );
    const found = settled.flatMap(result =>
      result.status === 'fulfilled' && result.value ? [result.value] : [],
    );
    const failures = settled.flatMap(result =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    if (found.length === 0) {
      // A source that did not answer may have it: that is not "no such trace".
      if (failures.length > 0) {
        throw failures[0];
      }
      return undefined;
    }
    return merge({ answers: found, missing: failures.map(textOf) }, parts => ({
      traceId,
      spans: parts.flatMap(part => part.spans),
    }));
  }
}

const BY_ORDER: Record<
  TraceOrder,
  (a: TraceSummary, b: TraceSummary) => number
> = {
  newest: (a, b) => b.startMs - a.startMs,
  slowest: (a, b) => b.durationSeconds - a.durationSeconds,
  notable: (a, b) =>
    Number(b.error) - Number(a.error) || b.durationSeconds - a.durationSeconds,
};

function joinPages(
  parts: Traces[],
  { limit, order }: TraceQuery,
  seen: readonly string[],
): Traces {
  const all = groupBy(
    parts.flatMap(({ items }) => items),
    idOf,
  )
    .map(([item]) => item)
    .filter(item => !seen.includes(idOf(item)))
    .sort(BY_ORDER[order]);
  const items = all.slice(0, limit);
  const more =
    all.length > limit || parts.some(part => part.nextCursor !== undefined);
  return {
    items,
    operations: [...new Set(parts.flatMap(part => part.operations))],
    nextCursor:
      more && order === 'newest'
        ? cursorFrom(
            items.map(item => ({ timeMs: item.startMs, id: idOf(item) })),
          )
        : undefined,
    cut: parts.some(part => part.cut),
  };
}

function idOf({ traceId, spanId }: TraceSummary): string {
  return `${traceId.slice(-12)}${spanId.slice(-4)}`;
}
