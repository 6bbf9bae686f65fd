import { EdgeRow, VersionKey } from './batches';

/** Width of a dependency edge's time bucket, in seconds. */
export const EDGE_BUCKET_S = 300;

interface Callee extends VersionKey {
  error: boolean;
  startUs: number;
}

/**
 * Finds which version calls which: the entry span of one service names the client span of another
 * as its parent. The two arrive in any order and in different requests, so that the one that came
 * first waits in memory, up to a bound; the oldest wait is given up first.
 */
export class EdgeJoiner {
  readonly #callers = new Map<string, VersionKey>();
  readonly #callees = new Map<string, Callee[]>();

  constructor(private readonly capacity = 50_000) {}

  /** A client or producer span. */
  addCaller(spanKey: string, caller: VersionKey): EdgeRow[] {
    const waiting = this.#callees.get(spanKey);
    this.#callees.delete(spanKey);
    remember(this.#callers, spanKey, caller, this.capacity);
    return (waiting ?? []).flatMap(callee => edge(caller, callee));
  }

  /** An entry span with a parent. */
  addCallee(parentKey: string, callee: Callee): EdgeRow[] {
    const caller = this.#callers.get(parentKey);
    if (caller) {
      return edge(caller, callee);
    }
    const waiting = this.#callees.get(parentKey) ?? [];
    remember(this.#callees, parentKey, [...waiting, callee], this.capacity);
    return [];
  }
}

function edge(caller: VersionKey, callee: Callee): EdgeRow[] {
  if (caller.service === callee.service) {
    return [];
  }
  return [
    {
      bucket: Math.floor(callee.startUs / 1e6 / EDGE_BUCKET_S) * EDGE_BUCKET_S,
      environment: callee.environment,
      caller: caller.service,
      callerVersion: caller.version,
      callee: callee.service,
      calleeVersion: callee.version,
      error: callee.error,
    },
  ];
}

function remember<T>(
  map: Map<string, T>,
  key: string,
  value: T,
  capacity: number,
) {
  map.set(key, value);
  if (map.size > capacity) {
    const oldest = map.keys().next();
    if (!oldest.done) {
      map.delete(oldest.value);
    }
  }
}
