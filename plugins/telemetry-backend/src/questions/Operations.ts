import { OperationFigures } from '@sextant/plugin-telemetry-common';
import { TimeRange } from '@sextant/plugin-kit-common';
import { Asking, CountRow } from '@sextant/plugin-telemetry-node';
import { Joined, namedBy, withData } from '../asking/partial';
import { Scope } from '../asking/scope';
import { operationTable } from '../figures/operationTable';
import { cameWithin } from '../figures/sinceSeen';
import { LEDGER_RUNG, LedgerNames } from '../naming/LedgerNames';
import { Namer } from '../naming/Namer';
import { Counts } from './Counts';

const MAX_ROWS = 500;

/** The operations of a service by version, and what changed with a version. */
export class Operations {
  readonly #counts: Counts;
  readonly #ledger: LedgerNames;

  constructor(counts: Counts, ledger: LedgerNames) {
    this.#counts = counts;
    this.#ledger = ledger;
  }

  async of(scope: Scope, asking: Asking): Promise<Joined<OperationFigures[]>> {
    // The share of the time and the version before are found among all of them.
    const whole: Scope = { ...scope, operation: undefined };
    const found = await this.#counts.of(
      whole,
      { step: 'whole', byOperation: true },
      asking,
    );
    const rows = found.data.flatMap(answer => answer.rows);
    const namer = await Namer.for(rows, scope, this.#ledger, asking.signal);
    const named = rows
      .filter(row => namer.isChosenEnvironment(row))
      .map(row => ({
        row,
        version: namer.versionThroughout(row, scope.range),
        // As in the table of versions: since the version came, where that was in the range.
        rateSeconds: secondsOf(row, scope.range),
      }));
    const firstSeen = new Map(
      named.flatMap(
        ({ row, version }): Array<[string, number]> =>
          row.firstSeenMs === undefined ? [] : [[version, row.firstSeenMs]],
      ),
    );
    const all = operationTable(named, scope.service.declared, firstSeen).filter(
      ({ version, operation }) =>
        namer.isChosenVersion(version) &&
        (scope.operation === undefined || operation === scope.operation),
    );
    const answer = namer.hasNamed ? namedBy(found, LEDGER_RUNG) : found;
    return {
      ...withData(answer, all.slice(0, MAX_ROWS)),
      missing: [
        ...answer.missing,
        ...(all.length > MAX_ROWS
          ? [`${all.length - MAX_ROWS} operations beyond these ${MAX_ROWS}`]
          : []),
      ],
    };
  }
}

function secondsOf(row: CountRow, range: TimeRange): number {
  const { firstSeenMs, seconds } = row;
  return firstSeenMs !== undefined &&
    cameWithin({ firstSeen: new Date(firstSeenMs).toISOString() }, range)
    ? Math.max(1, (range.toMs - firstSeenMs) / 1000)
    : seconds;
}
