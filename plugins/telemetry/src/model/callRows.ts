import {
  CalledOperation,
  Callee,
  CallEnd,
} from '@sextant/plugin-telemetry-common';

/** The other end of calls with one version of the service, over all operations. */
export interface CallRow {
  key: string;
  end: CallEnd;
  /** Of the service that is looked at. */
  ownVersion: string;
  operations: readonly string[];
}

/** Who calls which version. */
export function callerRows(calls: readonly CalledOperation[]): CallRow[] {
  return joined(
    calls.flatMap(({ version, operation, callers }) =>
      callers.map(end => ({ end, ownVersion: version, operation })),
    ),
  );
}

/** Whom each version calls. */
export function calleeRows(callees: readonly Callee[]): CallRow[] {
  return joined(
    callees.map(({ callerVersion, operation, ...end }) => ({
      end,
      ownVersion: callerVersion,
      operation,
    })),
  );
}

/** By version, the requests that no known caller made; those of which the source does not tell are left out. */
export function unattributedOf(
  calls: readonly CalledOperation[],
): Array<{ version: string; requests: number; share: number }> {
  const sums = new Map<string, { rest: number; all: number }>();
  for (const { version, requests, unattributed } of calls) {
    if (requests !== null && unattributed !== null) {
      const sum = sums.get(version) ?? { rest: 0, all: 0 };
      sums.set(version, {
        rest: sum.rest + unattributed,
        all: sum.all + requests,
      });
    }
  }
  return [...sums].flatMap(([version, { rest, all }]) =>
    rest > 0 ? [{ version, requests: rest, share: rest / all }] : [],
  );
}

function joined(
  parts: ReadonlyArray<{
    end: CallEnd;
    ownVersion: string;
    operation: string | null;
  }>,
): CallRow[] {
  const rows = new Map<string, CallRow>();
  for (const { end, ownVersion, operation } of parts) {
    const key = JSON.stringify([
      end.kind,
      end.service,
      end.version,
      end.environment,
      ownVersion,
    ]);
    const row = rows.get(key);
    rows.set(key, {
      key,
      ownVersion,
      end: row ? added(row.end, end) : end,
      operations: [
        ...new Set([
          ...(row?.operations ?? []),
          ...(operation === null ? [] : [operation]),
        ]),
      ],
    });
  }
  return [...rows.values()].sort((a, b) => b.end.requests - a.end.requests);
}

function added(a: CallEnd, b: CallEnd): CallEnd {
  const requests = a.requests + b.requests;
  const isTold = a.errorRatio !== null && b.errorRatio !== null;
  return {
    ...a,
    requests,
    rate: a.rate + b.rate,
    errorRatio: isTold
      ? ((a.errorRatio ?? 0) * a.requests + (b.errorRatio ?? 0) * b.requests) /
        requests
      : null,
    lastSeen:
      [a.lastSeen, b.lastSeen]
        .filter(time => time !== null)
        .sort()
        .pop() ?? null,
    ...(a.estimated || b.estimated ? { estimated: true } : {}),
  };
}
