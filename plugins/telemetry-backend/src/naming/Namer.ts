import { CountRow, isChosen, Origin } from '@sextant/plugin-telemetry-node';
import { TimeRange } from '@sextant/plugin-kit-common';
import { Scope } from '../asking/scope';
import { LedgerNames } from './LedgerNames';
import { LiveVersions } from './LiveVersions';
import { environmentChoices, environmentWord, versionWord } from './words';

const MAX_ENVIRONMENTS = 10;

/** Names what telemetry does not, of one scope, and says what of it was chosen. */
export class Namer {
  readonly #scope: Scope;
  readonly #live: ReadonlyMap<string, LiveVersions>;
  /** True once a version was named that telemetry does not tell. */
  hasNamed = false;

  private constructor(scope: Scope, live: ReadonlyMap<string, LiveVersions>) {
    this.#scope = scope;
    this.#live = live;
  }

  /** Asks the ledger, of the environments in which rows say no version. */
  static async for(
    rows: Iterable<Origin>,
    scope: Scope,
    ledger: LedgerNames,
    signal: AbortSignal,
  ): Promise<Namer> {
    const environments = new Set<string>();
    for (const { version, environment } of rows) {
      if (!version) {
        environments.add(environmentWord(environment));
      }
    }
    const live = await Promise.all(
      [...environments]
        .slice(0, MAX_ENVIRONMENTS)
        .map(
          async (environment): Promise<[string, LiveVersions]> => [
            environment,
            await ledger.liveVersions(
              scope.service.entityRef,
              environment,
              scope.range,
              signal,
            ),
          ],
        ),
    );
    return new Namer(scope, new Map(live));
  }

  /** True where the ledger knows nothing of what rows do not say. */
  get isEmpty(): boolean {
    return [...this.#live.values()].every(({ isEmpty }) => isEmpty);
  }

  /** The version of something at a time, as people see it. */
  versionAt({ version, environment }: Origin, timeMs: number): string {
    return this.#named(version, () => this.#liveIn(environment)?.at(timeMs));
  }

  /** The version of something over a range, as people see it. */
  versionThroughout(
    { version, environment }: Origin,
    range: TimeRange,
  ): string {
    return this.#named(version, () =>
      this.#liveIn(environment)?.throughout(range),
    );
  }

  /** The version of counts, as people see it. */
  versionOf(row: CountRow): string {
    return this.versionThroughout(row, {
      fromMs: row.fromMs,
      toMs: row.fromMs + row.seconds * 1000,
    });
  }

  isChosenVersion(version: string): boolean {
    const { versions } = this.#scope;
    return versions === undefined || versions.includes(version);
  }

  isChosenEnvironment({ environment }: Origin): boolean {
    const wanted = this.#scope.environment;
    return (
      wanted === undefined || isChosen(environment, environmentChoices(wanted))
    );
  }

  #liveIn(environment: string | undefined): LiveVersions | undefined {
    return this.#live.get(environmentWord(environment));
  }

  #named(version: string | undefined, live: () => string | undefined): string {
    if (version) {
      return version;
    }
    const found = live();
    this.hasNamed ||= found !== undefined;
    return versionWord(found);
  }
}
