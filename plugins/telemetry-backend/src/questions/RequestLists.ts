import { TimeRange } from '@sextant/plugin-kit-common';
import { TraceOrder, Traces } from '@sextant/plugin-telemetry-common';
import {
  Asking,
  Question,
  RequestFilter,
  RequestQuestion,
  RequestRow,
  SourceAnswer,
} from '@sextant/plugin-telemetry-node';
import { ReadableService, Reader } from '../access/Readable';
import { RequestChoice } from './RequestChoice';
import { joinPages, Positions, START } from '../asking/pages';
import { Joined, namedBy, withData } from '../asking/partial';
import { answered, SourceQuestion } from '../asking/SourceQuestion';
import { Upstreams } from '../asking/Upstreams';
import { LEDGER_RUNG, LedgerNames } from '../naming/LedgerNames';
import { environmentChoices, versionChoices } from '../naming/words';
import { groupBy } from '../figures/groupBy';

/** A search for requests, in the reader's words. */
export interface RequestSearch extends RequestFilter {
  /** Every service that the reader may see when undefined. */
  service?: ReadableService;
  environment?: string;
  versions?: readonly string[];
  range: TimeRange;
  order: TraceOrder;
  limit: number;
  after?: Positions;
  /** Left out, whoever may see them. */
  exceptServices?: readonly string[];
}

/** A page of requests, and where the list goes on. */
export type RequestPage = Omit<Traces, 'nextCursor'> & {
  positions: Positions | undefined;
};

/** Rows that are left out are asked for again, this often for one page. */
const MAX_ROUNDS = 8;
const MAX_OPERATIONS = 200;

const ORDERS: Record<TraceOrder, (a: RequestRow, b: RequestRow) => number> = {
  newest: (a, b) => b.startUs - a.startUs,
  slowest: (a, b) => b.durationUs - a.durationUs,
  notable: (a, b) =>
    Number(b.failed) - Number(a.failed) || b.durationUs - a.durationUs,
};

/** Lists of requests over all sources, with what their reader may see. */
export class RequestLists {
  readonly #upstreams: Upstreams;
  readonly #ledger: LedgerNames;
  readonly #requests: SourceQuestion<
    'traces',
    RequestQuestion,
    SourceAnswer<RequestRow>
  >;
  readonly #operations: SourceQuestion<
    'traces',
    Question,
    SourceAnswer<string>
  >;
  readonly #now: () => number;

  constructor(
    upstreams: Upstreams,
    ledger: LedgerNames,
    now: () => number = Date.now,
  ) {
    this.#upstreams = upstreams;
    this.#ledger = ledger;
    this.#now = now;
    this.#requests = new SourceQuestion(
      {
        name: 'requests',
        ask: (source, question, asking) => source.requests(question, asking),
      },
      now,
    );
    this.#operations = new SourceQuestion(
      {
        name: 'operations',
        ask: (source, question, asking) => source.operations(question, asking),
      },
      now,
    );
  }

  async search(
    search: RequestSearch,
    reader: Reader,
    asking: Asking,
  ): Promise<Joined<RequestPage>> {
    const [page, operations] = await Promise.all([
      this.#page(search, reader, asking),
      this.#operationsOf(search, asking),
    ]);
    return withData(page, { ...page.data, operations });
  }

  async #page(
    search: RequestSearch,
    reader: Reader,
    asking: Asking,
  ): Promise<Joined<Omit<RequestPage, 'operations'>>> {
    const rows: RequestRow[] = [];
    const choosing = new RequestChoice(search, reader, this.#ledger, asking);
    let positions: Positions | undefined = search.after;
    let completeTo: number | undefined;
    let joined: Joined<unknown> | undefined;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const found = await this.#round(search, positions, asking);
      joined = {
        data: undefined,
        provenance: found.provenance,
        missing: [...new Set([...(joined?.missing ?? []), ...found.missing])],
      };
      const keep = await choosing.of(found.rows);
      const page = joinPages(
        found.outcomes,
        positions,
        search.limit - rows.length,
        {
          timeOf: row => BigInt(Math.trunc(row.startUs)),
          ofMs: ms => BigInt(Math.trunc(ms)) * 1000n,
        },
        keep,
      );
      rows.push(...page.items);
      completeTo = page.completeTo;
      positions = page.positions;
      if (search.order !== 'newest') {
        const all = found.rows.filter(keep).sort(ORDERS[search.order]);
        rows.splice(0, Infinity, ...all.slice(0, search.limit));
        positions = undefined;
      }
      const isWorthwhile =
        rows.length < search.limit &&
        positions !== undefined &&
        this.#now() < asking.untilMs - 1_000 &&
        found.isWhole;
      if (!isWorthwhile) {
        break;
      }
    }
    const unique = groupBy(rows, row =>
      search.service ? [row.traceId, row.spanId] : [row.traceId],
    ).map(([row]) => row);
    const items = await choosing.summaries(
      unique.map(row => choosing.shown(row)),
    );
    const named =
      choosing.hasNamed && joined ? namedBy(joined, LEDGER_RUNG) : joined;
    return {
      provenance: named?.provenance ?? [],
      missing: named?.missing ?? [],
      data: {
        items,
        positions,
        cut: completeTo !== undefined,
        completeToMs: completeTo,
      },
    };
  }

  async #round(
    search: RequestSearch,
    positions: Positions | undefined,
    asking: Asking,
  ) {
    const question = questionFor(search);
    const sources = this.#upstreams
      .require('traces', question.environments)
      .filter(
        ({ upstream }) =>
          positions === undefined || positions[upstream.id] !== undefined,
      );
    const outcomes = await this.#requests.askAll(
      sources,
      ({ upstream }) => ({
        ...question,
        after: positions?.[upstream.id] || START || undefined,
      }),
      asking,
    );
    const { data, provenance, missing } = answered(outcomes);
    return {
      outcomes,
      rows: data.flatMap(({ rows }) => rows),
      provenance,
      missing,
      isWhole: data.length === outcomes.length,
    };
  }

  async #operationsOf(
    { service, range, environment }: RequestSearch,
    asking: Asking,
  ): Promise<string[]> {
    if (!service) {
      return [];
    }
    const environments =
      environment === undefined ? undefined : environmentChoices(environment);
    const outcomes = await this.#operations.askAll(
      this.#upstreams.of('traces', environments),
      () => ({
        range,
        environments,
        services: [service.telemetryName],
        hints: service.hints,
      }),
      asking,
    );
    // The list is worth showing without suggestions for its filter.
    const found = outcomes.flatMap(outcome =>
      'answer' in outcome ? outcome.answer.rows : [],
    );
    return [...new Set(found)].sort().slice(0, MAX_OPERATIONS);
  }
}

function questionFor({
  service,
  environment,
  versions,
  range,
  after: _after,
  ...filter
}: RequestSearch): RequestQuestion {
  return {
    ...filter,
    range,
    services: service && [service.telemetryName],
    hints: service?.hints,
    environments:
      environment === undefined ? undefined : environmentChoices(environment),
    // What says no version may be named by the ledger: it is chosen from afterwards.
    versions: versions && [
      ...new Set([...versions.flatMap(versionChoices), undefined]),
    ],
  };
}
