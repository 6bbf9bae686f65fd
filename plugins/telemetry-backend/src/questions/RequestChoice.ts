import { TraceSummary } from '@sextant/plugin-telemetry-common';
import { Asking, isChosen, RequestRow } from '@sextant/plugin-telemetry-node';
import { HIDDEN, Reader } from '../access/Readable';
import { Scope } from '../asking/scope';
import { LedgerNames } from '../naming/LedgerNames';
import { Namer } from '../naming/Namer';
import {
  environmentChoices,
  environmentWord,
  versionWord,
} from '../naming/words';
import type { RequestSearch } from './RequestLists';

/** Decides which rows a reader gets to see, and what of them. */
export class RequestChoice {
  readonly #search: RequestSearch;
  readonly #reader: Reader;
  readonly #ledger: LedgerNames;
  readonly #asking: Asking;
  #namer: Namer | undefined;
  #isWanted: (row: RequestRow) => boolean = () => false;
  readonly #seen: RequestRow[] = [];
  readonly #services = new Set<string>();
  readonly #holders = new Set<string>();

  constructor(
    search: RequestSearch,
    reader: Reader,
    ledger: LedgerNames,
    asking: Asking,
  ) {
    this.#search = search;
    this.#reader = reader;
    this.#ledger = ledger;
    this.#asking = asking;
  }

  get hasNamed(): boolean {
    return this.#namer?.hasNamed ?? false;
  }

  /** Which of some rows are wanted, and may be seen, by one of their requests at least. */
  async of(rows: readonly RequestRow[]): Promise<(row: RequestRow) => boolean> {
    const { service, environment, versions, range } = this.#search;
    const all = rows.flatMap(row => [row, ...(row.others ?? [])]);
    for (const row of all) {
      this.#services.add(row.service);
      row.attributesOn?.forEach(name => this.#holders.add(name));
    }
    const [figures, content] = await Promise.all([
      this.#reader.namesOf(this.#services, 'figures'),
      this.#reader.namesOf(this.#holders, 'content'),
    ]);
    if (service) {
      this.#seen.push(...all);
      this.#namer = await Namer.for(
        this.#seen,
        { service, environment, versions, range } satisfies Scope,
        this.#ledger,
        this.#asking.signal,
      );
    }
    const environments =
      environment === undefined ? undefined : environmentChoices(environment);
    const except = new Set(this.#search.exceptServices);
    this.#isWanted = row =>
      figures.has(row.service) &&
      !except.has(row.service) &&
      isChosen(row.environment, environments) &&
      (versions === undefined || versions.includes(this.#versionOf(row))) &&
      (row.attributesOn === undefined ||
        row.attributesOn.some(name => content.has(name)));
    return row => this.#isWanted(this.shown(row));
  }

  /** The request that stands for a row: the first that its reader may see. */
  shown(row: RequestRow): RequestRow {
    return (row.others ?? []).find(other => this.#isWanted(other)) ?? row;
  }

  /** Rows as they are shown; roots that may not be seen are hidden. */
  async summaries(rows: readonly RequestRow[]): Promise<TraceSummary[]> {
    const visible = await this.#reader.namesOf(
      rows.flatMap(({ trace }) => trace.rootService ?? []),
      'figures',
    );
    return rows.map(row => {
      const { rootService, rootOperation } = row.trace;
      const isHidden = rootService !== undefined && !visible.has(rootService);
      return {
        traceId: row.traceId,
        spanId: row.spanId,
        service: row.service,
        version: this.#versionOf(row),
        environment: environmentWord(row.environment),
        operation: row.operation,
        startMs: row.startUs / 1000,
        durationSeconds: row.durationUs / 1e6,
        error: row.failed,
        httpStatus: row.httpStatus ?? null,
        traceDurationSeconds: (row.trace.endUs - row.trace.startUs) / 1e6,
        rootService: isHidden ? HIDDEN : rootService ?? null,
        rootOperation: isHidden ? HIDDEN : rootOperation ?? null,
        spanCount: row.trace.spans,
        errorCount: row.trace.errors,
        serviceCount: row.trace.services,
      };
    });
  }

  #versionOf(row: RequestRow): string {
    return (
      this.#namer?.versionAt(row, row.startUs / 1000) ??
      versionWord(row.version)
    );
  }
}
