import {
  CalleeEnd,
  CallEnd,
  CallerEnd,
  JoinedCall,
  SpanKey,
  VersionKey,
} from './batches';

/** Of one caller, so many callees wait at most: one batch must not make another slow. */
const MAX_CALLEES = 1_000;
const CAPACITY = 50_000;

interface Waiting {
  at: SpanKey;
  sinceMs: number;
  caller?: VersionKey;
  /** Those without a caller yet. */
  callees: CalleeEnd[];
  /** Those that were joined with the caller as its children; another span may still turn out to be theirs. */
  joined: CalleeEnd[];
  /** The callee has the caller's own span id: its children are not the caller's. */
  hasTwin: boolean;
  /** Handed on to the store, where the ends that come to other replicas wait too. */
  isShared: boolean;
}

/** By trace, then by span: to put two ids together takes longer than to look twice. */
class Generation {
  readonly #traces = new Map<string, Map<string, Waiting>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  find(traceId: string, spanId: string): Waiting | undefined {
    return this.#traces.get(traceId)?.get(spanId);
  }

  add(waiting: Waiting) {
    const { traceId, spanId } = waiting.at;
    const spans = this.#traces.get(traceId) ?? new Map<string, Waiting>();
    this.#traces.set(traceId, spans.set(spanId, waiting));
    this.#size += 1;
  }

  *all(): Generator<Waiting> {
    for (const spans of this.#traces.values()) {
      yield* spans.values();
    }
  }
}

/**
 * Finds which version calls which: the request of one service names the client span of another as its
 * parent, or, as Zipkin and Envoy have it, is of the same id. The two arrive in any order and in different
 * export requests, so that what came first waits in memory, up to a bound. What waits longer is handed to
 * the store, where other replicas look.
 */
export class CallJoiner {
  /**
   * In two generations: the older one is given up as a whole. Taking the first out of a map again and again
   * goes over all that were taken before.
   */
  #young = new Generation();
  #old = new Generation();
  readonly #capacity: number;
  #uncounted = 0;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** Calls whose caller was given up, since the last look. */
  takeUncounted(): number {
    const uncounted = this.#uncounted;
    this.#uncounted = 0;
    return uncounted;
  }

  /**
   * Calls that have both of their ends by now, and those that were taken for calls and are not. Takes ends
   * only once they are durable.
   */
  join(ends: readonly CallEnd[], nowMs: number): JoinedCall[] {
    return ends.flatMap(end =>
      end.side === 'caller'
        ? this.#addCaller(end, nowMs)
        : this.#addCallee(end, nowMs),
    );
  }

  /** Ends that have waited for their other end for some time, each once. */
  takeOverdue(olderThanMs: number): CallEnd[] {
    const overdue: CallEnd[] = [];
    for (const waiting of [...this.#old.all(), ...this.#young.all()]) {
      if (waiting.sinceMs > olderThanMs || waiting.isShared) {
        continue;
      }
      waiting.isShared = true;
      const { at, caller, callees } = waiting;
      if (caller) {
        overdue.push({ side: 'caller', at, caller });
      }
      // The store has them from here on.
      overdue.push(...callees.filter(namesItsCaller));
      waiting.callees = callees.filter(end => !namesItsCaller(end));
    }
    return overdue;
  }

  #addCaller(end: CallerEnd, nowMs: number): JoinedCall[] {
    const { caller } = end;
    const waiting = this.#at(end.at, nowMs);
    waiting.caller = caller;
    const parent = end.parentSpanId
      ? this.#find(end.at.traceId, end.parentSpanId)
      : waiting;
    const twin =
      parent &&
      (takeOf(parent.callees, end.at.spanId) ??
        takeOf(parent.joined, end.at.spanId));
    if (parent && twin) {
      waiting.hasTwin = true;
      waiting.isShared = isAnswered([twin.end]);
      const wrong =
        twin.from === parent.joined && parent.caller
          ? [notMade(parent.caller, twin.end)]
          : [];
      return [...wrong, { caller, callee: twin.end.callee }];
    }
    if (waiting.hasTwin) {
      return [];
    }
    const children = waiting.callees.filter(namesItsCaller);
    waiting.isShared = isAnswered(children);
    waiting.callees = waiting.callees.filter(other => !namesItsCaller(other));
    waiting.joined.push(...children);
    return children.map(({ callee }) => ({ caller, callee }));
  }

  #addCallee(end: CalleeEnd, nowMs: number): JoinedCall[] {
    // A message may belong to another trace, where its id is another span's.
    const own =
      end.callee.kind === 'call'
        ? this.#find(end.at.traceId, end.callee.spanId)
        : undefined;
    if (own?.caller && !own.hasTwin) {
      const { caller } = own;
      own.hasTwin = true;
      own.isShared ||= isAnswered([end]);
      // Children of the twin, not of the caller: they wait for callers of their own.
      const wrong = own.joined.map(child => notMade(caller, child));
      own.callees.push(...own.joined);
      own.joined = [];
      return [...wrong, { caller, callee: end.callee }];
    }
    const waiting = this.#at(end.at, nowMs);
    if (waiting.caller && !waiting.hasTwin && namesItsCaller(end)) {
      if (waiting.joined.length < MAX_CALLEES) {
        waiting.joined.push(end);
      }
      waiting.isShared ||= isAnswered([end]);
      return [{ caller: waiting.caller, callee: end.callee }];
    }
    if (waiting.callees.length < MAX_CALLEES) {
      waiting.callees.push(end);
      waiting.isShared = false;
    } else {
      this.#uncounted += 1;
    }
    return [];
  }

  #find(traceId: string, spanId: string): Waiting | undefined {
    return this.#young.find(traceId, spanId) ?? this.#old.find(traceId, spanId);
  }

  #at(at: SpanKey, nowMs: number): Waiting {
    const known = this.#find(at.traceId, at.spanId);
    if (known) {
      return known;
    }
    const waiting: Waiting = {
      at,
      sinceMs: nowMs,
      callees: [],
      joined: [],
      hasTwin: false,
      isShared: false,
    };
    if (this.#young.size >= this.#capacity / 2) {
      for (const { callees } of this.#old.all()) {
        this.#uncounted += callees.filter(namesItsCaller).length;
      }
      this.#old = this.#young;
      this.#young = new Generation();
    }
    this.#young.add(waiting);
    return waiting;
  }
}

/** A request that names no parent has a caller only where one of its own id comes. */
function namesItsCaller({ at, callee }: CalleeEnd): boolean {
  return callee.kind === 'event' || at.spanId !== callee.spanId;
}

function takeOf(
  from: CalleeEnd[],
  spanId: string,
): { end: CalleeEnd; from: CalleeEnd[] } | undefined {
  const index = from.findIndex(
    ({ callee }) => callee.kind === 'call' && callee.spanId === spanId,
  );
  const [end] = index < 0 ? [] : from.splice(index, 1);
  return end && { end, from };
}

function notMade(caller: VersionKey, { callee }: CalleeEnd): JoinedCall {
  return { caller, callee, isTakenBack: true };
}

/** One call has one answer, while an event may be taken by many, also at other replicas. */
function isAnswered(ends: readonly CalleeEnd[]): boolean {
  return ends.some(({ callee }) => callee.kind === 'call');
}
