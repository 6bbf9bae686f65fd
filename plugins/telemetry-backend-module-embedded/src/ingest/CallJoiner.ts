import { CallEnd, Callee, JoinedCall, SpanKey, VersionKey } from './batches';

/** Of one caller, so many callees wait at most: one batch must not make another slow. */
const MAX_CALLEES = 1_000;
const CAPACITY = 50_000;

interface Waiting {
  at: SpanKey;
  sinceMs: number;
  caller?: VersionKey;
  callees: Callee[];
  /** Handed on to the store, where the ends that come to other replicas wait too. */
  isShared: boolean;
}

/**
 * Finds which version calls which: the request of one service names the client span of another as its
 * parent. The two arrive in any order and in different export requests, so that what came first waits in
 * memory, up to a bound. What waits longer is handed to the store, where other replicas look.
 */
export class CallJoiner {
  /**
   * In two generations: the older one is given up as a whole. Taking the first out of a map again and again
   * goes over all that were taken before.
   */
  #young = new Map<string, Waiting>();
  #old = new Map<string, Waiting>();
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

  /** Calls that have both of their ends by now. Takes ends only once they are durable. */
  join(ends: readonly CallEnd[], nowMs: number): JoinedCall[] {
    const joined: JoinedCall[] = [];
    for (const end of ends) {
      const waiting = this.#at(end.at, nowMs);
      if (end.side === 'caller') {
        waiting.caller = end.caller;
        joined.push(
          ...waiting.callees.map(callee => ({ caller: end.caller, callee })),
        );
        waiting.isShared = isAnswered(waiting.callees);
        waiting.callees = [];
      } else if (waiting.caller) {
        joined.push({ caller: waiting.caller, callee: end.callee });
        waiting.isShared ||= isAnswered([end.callee]);
      } else if (waiting.callees.length < MAX_CALLEES) {
        waiting.callees.push(end.callee);
        waiting.isShared = false;
      } else {
        this.#uncounted += 1;
      }
    }
    return joined;
  }

  /** Ends that have waited for their other end for some time, each once. */
  takeOverdue(olderThanMs: number): CallEnd[] {
    const overdue: CallEnd[] = [];
    for (const waiting of [...this.#old.values(), ...this.#young.values()]) {
      if (waiting.sinceMs > olderThanMs || waiting.isShared) {
        continue;
      }
      waiting.isShared = true;
      const { at, caller, callees } = waiting;
      if (caller) {
        overdue.push({ side: 'caller', at, caller });
      }
      // The store has them from here on.
      overdue.push(
        ...callees.map((callee): CallEnd => ({ side: 'callee', at, callee })),
      );
      waiting.callees = [];
    }
    return overdue;
  }

  #at(at: SpanKey, nowMs: number): Waiting {
    const key = at.traceId + at.spanId;
    const known = this.#young.get(key) ?? this.#old.get(key);
    if (known) {
      return known;
    }
    const waiting = { at, sinceMs: nowMs, callees: [], isShared: false };
    if (this.#young.size >= this.#capacity / 2) {
      for (const { callees } of this.#old.values()) {
        this.#uncounted += callees.length;
      }
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, waiting);
    return waiting;
  }
}

/** One call has one answer, while an event may be taken by many, also at other replicas. */
function isAnswered(callees: readonly Callee[]): boolean {
  return callees.some(({ kind }) => kind === 'call');
}
