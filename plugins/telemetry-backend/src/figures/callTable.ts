import {
  CalledOperation,
  CallEnd,
  Callee,
  Calls,
} from '@sextant/plugin-telemetry-common';
import { EdgeRow, Origin } from '@sextant/plugin-telemetry-node';
import { compareText } from '@sextant/plugin-kit-node';
import { environmentWord, versionWord } from '../naming/words';
import { groupBy } from './groupBy';

/** A call, how long its source counted, and whether that tells of all that the callee answered. */
export interface SeenCall {
  row: EdgeRow;
  seconds: number;
  isWhole: boolean;
}

/** Who a telemetry name is in the catalog. */
export type Naming = (service: string) => Pick<CallEnd, 'entityRef' | 'owner'>;

/**
 * Both ends of a service's calls. A caller that may not be named counts as one that is not known.
 *
 * @param readable - Telemetry names that may be named.
 */
export function callTable(
  seen: readonly SeenCall[],
  service: string,
  readable: ReadonlySet<string>,
  naming: Naming,
): Calls {
  const calls = groupBy(
    seen.filter(({ row }) => row.to.service === service),
    ({ row: { to, operation } }) => [
      environmentWord(to.environment),
      versionWord(to.version),
      operation,
    ],
  ).map(own => calledOperation(own, readable, naming));
  const callees = groupBy(
    seen.filter(
      ({ row: { from, to } }) =>
        from?.service === service && readable.has(to.service),
    ),
    ({ row: { from, to, kind, operation } }) => [
      kind,
      versionWord(from?.version),
      to.service,
      versionWord(to.version),
      environmentWord(to.environment),
      operation,
    ],
  ).map(
    (own): Callee => ({
      ...endOf(own, own[0].row.to, naming),
      callerVersion: versionWord(own[0].row.from?.version),
      operation: own[0].row.operation ?? null,
    }),
  );
  return {
    calls: calls.sort(
      (a, b) =>
        b.attributed +
          (b.unattributed ?? 0) -
          a.attributed -
          (a.unattributed ?? 0) ||
        compareText(a.version, b.version) ||
        compareText(a.operation ?? '', b.operation ?? ''),
    ),
    callees: callees.sort(byRequests),
  };
}

function calledOperation(
  own: readonly SeenCall[],
  readable: ReadonlySet<string>,
  naming: Naming,
): CalledOperation {
  const [{ row }] = own;
  const isKnown = ({ row: { from } }: SeenCall) =>
    from !== undefined && readable.has(from.service);
  const requests = own.filter(call => call.row.kind === 'call');
  const attributed = sumOf(requests.filter(isKnown));
  // One source that does not tell of all leaves the rest unknown.
  const isWhole = requests.length > 0 && requests.every(call => call.isWhole);
  const unattributed = sumOf(requests.filter(call => !isKnown(call)));
  return {
    version: versionWord(row.to.version),
    environment: environmentWord(row.to.environment),
    operation: row.operation ?? null,
    requests: isWhole ? attributed + unattributed : null,
    attributed,
    unattributed: isWhole ? unattributed : null,
    callers: groupBy(own.filter(isKnown), ({ row: { kind, from } }) => [
      kind,
      from?.service,
      versionWord(from?.version),
      environmentWord(from?.environment),
    ])
      .flatMap(same => {
        const { from } = same[0].row;
        return from ? [endOf(same, from, naming)] : [];
      })
      .sort(byRequests),
  };
}

function endOf(own: readonly SeenCall[], end: Origin, naming: Naming): CallEnd {
  const requests = sumOf(own);
  const isTold = own.every(({ row }) => row.failed !== undefined);
  const failed = own.reduce((sum, { row }) => sum + (row.failed ?? 0), 0);
  const last = own.reduce<number | undefined>(
    (latest, { row }) =>
      row.lastSeenMs === undefined
        ? latest
        : Math.max(latest ?? 0, row.lastSeenMs),
    undefined,
  );
  return {
    service: end.service,
    version: versionWord(end.version),
    environment: environmentWord(end.environment),
    ...naming(end.service),
    kind: own[0].row.kind,
    requests,
    rate: own.reduce(
      (sum, { row, seconds }) => sum + row.requests / seconds,
      0,
    ),
    errorRatio: isTold && requests > 0 ? failed / requests : null,
    lastSeen: last === undefined ? null : new Date(last).toISOString(),
    ...(own.some(({ row }) => row.isEstimated) ? { estimated: true } : {}),
  };
}

function sumOf(calls: readonly SeenCall[]): number {
  return calls.reduce((sum, { row }) => sum + row.requests, 0);
}

function byRequests(a: CallEnd, b: CallEnd): number {
  return (
    b.requests - a.requests ||
    compareText(a.service, b.service) ||
    compareText(a.version, b.version)
  );
}
